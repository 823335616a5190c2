#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string_view>

namespace rewire {

/// A file that appears under its name whole or not at all: bytes go to a temporary file in the same
/// directory, commit() flushes it to the disk and renames it. Without commit() the temporary file
/// is removed; what a killed process left of the same name, the next writer removes. Directories on
/// the way are made. Every failure (full disk, no permission) is a StorageError with the system's
/// own reason. Of two writers of one name the last commit stays.
class AtomicFile {
 public:
  explicit AtomicFile(std::filesystem::path target);
  ~AtomicFile();
  AtomicFile(const AtomicFile&) = delete;
  AtomicFile& operator=(const AtomicFile&) = delete;

  void write(std::span<const std::byte> bytes);
  void write(std::string_view text);
  /// Where the bytes are until commit(), for a library that writes by name.
  const std::filesystem::path& temporary() const { return temporary_; }
  void commit();

 private:
  void remove_temporary() noexcept;

  std::filesystem::path target_;
  std::filesystem::path temporary_;
  int descriptor_ = -1;
};

void write_bytes(const std::filesystem::path& path, std::span<const std::byte> bytes);
void write_text(const std::filesystem::path& path, std::string_view text);

}  // namespace rewire
