#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <span>

namespace rewire {

/// The content of a file from its front on, inflated on the way when it is gzip (several members
/// one after the other are one content). Holds a few hundred kilobytes, never the whole.
class ByteSource {
 public:
  explicit ByteSource(const std::filesystem::path& path);
  ~ByteSource();
  ByteSource(const ByteSource&) = delete;
  ByteSource& operator=(const ByteSource&) = delete;

  /// Fills `bytes`. InputError when the content ends before, cannot be read or is damaged
  /// (checksums are verified at the end of each member).
  void read(std::span<std::byte> bytes);

  /// Verifies that nothing is left; InputError otherwise. Zeros behind gzip data are no content.
  void finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace rewire
