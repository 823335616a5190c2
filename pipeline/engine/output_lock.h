#pragma once

#include <filesystem>

namespace rewire::engine {

/// Keeps other processes from writing the same outputs while it lives (advisory lock, released by
/// the system when the process ends, however it ends). Throws StorageError when another process
/// holds it or the file cannot be made.
class OutputLock {
 public:
  explicit OutputLock(const std::filesystem::path& file);
  ~OutputLock();
  OutputLock(const OutputLock&) = delete;
  OutputLock& operator=(const OutputLock&) = delete;

 private:
  int descriptor_;
};

/// Whether a process holds the lock of `file` now. Makes nothing.
bool is_locked(const std::filesystem::path& file);

}  // namespace rewire::engine
