#include "stages/files/file_bytes.h"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <limits>

#include "stages/core/error.h"

namespace rewire {
namespace {

[[noreturn]] void throw_unreadable(const std::filesystem::path& path, const std::string& cause) {
  throw InputError(Problem{.found = "a file that cannot be read: " + cause,
                           .expected = "a readable file",
                           .where = path.string(),
                           .remedy = "check the path and its permissions"});
}

template <class Bytes>
Bytes read_up_to(const std::filesystem::path& path, std::uintmax_t limit) {
  std::error_code code;
  const std::filesystem::file_status status = std::filesystem::status(path, code);
  if (code) throw_unreadable(path, code.message());
  if (std::filesystem::is_directory(status)) throw_unreadable(path, "it is a directory");
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  if (!file) throw_unreadable(path, std::strerror(errno));
  const std::uintmax_t size = std::filesystem::file_size(path, code);
  if (code) throw_unreadable(path, code.message());
  Bytes bytes(static_cast<std::size_t>(std::min(size, limit)), typename Bytes::value_type{});
  file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
  if (file.bad()) throw_unreadable(path, std::strerror(errno));
  bytes.resize(static_cast<std::size_t>(file.gcount()));
  return bytes;
}

}  // namespace

std::vector<std::byte> read_bytes(const std::filesystem::path& path) {
  return read_up_to<std::vector<std::byte>>(path, std::numeric_limits<std::uintmax_t>::max());
}

std::string read_text(const std::filesystem::path& path) {
  return read_up_to<std::string>(path, std::numeric_limits<std::uintmax_t>::max());
}

std::vector<std::byte> read_first_bytes(const std::filesystem::path& path, std::size_t count) {
  return read_up_to<std::vector<std::byte>>(path, count);
}

}  // namespace rewire
