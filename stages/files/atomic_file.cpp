#include "stages/files/atomic_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <atomic>
#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include "stages/core/error.h"

namespace rewire {
namespace {

constexpr std::string_view ending = ".part";

std::string remedy_for(int number) {
  switch (number) {
    case ENOSPC:
    case EDQUOT:
    case EFBIG:
      return "free space or raise the quota, or write somewhere else";
    case EACCES:
    case EPERM:
    case EROFS:
      return "choose an output directory that you may write to";
    default:
      return "check the output path";
  }
}

[[noreturn]] void throw_storage(const std::string& action,
                                const std::filesystem::path& path,
                                int number) {
  throw StorageError(Problem{.found = action + ": " + std::strerror(number),
                             .expected = "a place that can be written",
                             .where = path.string(),
                             .remedy = remedy_for(number)});
}

std::filesystem::path parent_of(const std::filesystem::path& path) {
  return path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
}

std::string start_of_temporary(const std::filesystem::path& target) {
  return "." + target.filename().string() + ".";
}

/// Whether the new file is this process's own: not one that remove_abandoned() of another has come
/// upon before it was locked. A file system without locks has no such other.
bool claim(int descriptor) {
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) return errno != EWOULDBLOCK;
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 && status.st_nlink > 0;
}

/// Removes temporary files of `target` that no living process has locked.
void remove_abandoned(const std::filesystem::path& directory, const std::filesystem::path& target) {
  const std::string start = start_of_temporary(target);
  std::error_code code;
  std::filesystem::directory_iterator entry(directory, code);
  for (; !code && entry != std::filesystem::directory_iterator(); entry.increment(code)) {
    const std::string name = entry->path().filename().string();
    if (!name.starts_with(start) || !name.ends_with(ending)) continue;
    const int descriptor = ::open(entry->path().c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) continue;
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) ::unlink(entry->path().c_str());
    ::close(descriptor);
  }
}

/// A rename lasts through a power cut only when its directory has been flushed. Some file systems
/// refuse to flush a directory; the file is whole all the same.
void flush_directory(const std::filesystem::path& directory) {
  const int descriptor = ::open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (descriptor < 0) return;
  ::fsync(descriptor);
  ::close(descriptor);
}

}  // namespace

AtomicFile::AtomicFile(std::filesystem::path target) : target_(std::move(target)) {
  const std::filesystem::path directory = parent_of(target_);
  std::error_code code;
  std::filesystem::create_directories(directory, code);
  if (code) throw_storage("the directory cannot be made", directory, code.value());
  remove_abandoned(directory, target_);
  static std::atomic<unsigned> counter{0};
  // Another machine on a shared disk may have the same process number: try until the name is new.
  for (int attempt = 0; attempt < 1000 && descriptor_ < 0; ++attempt) {
    temporary_ = directory / (start_of_temporary(target_) + std::to_string(::getpid()) + "-" +
                              std::to_string(counter++) + std::string(ending));
    descriptor_ = ::open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ < 0 && errno != EEXIST) break;
    if (descriptor_ >= 0 && !claim(descriptor_)) ::close(std::exchange(descriptor_, -1));
  }
  if (descriptor_ < 0) throw_storage("the file cannot be made", target_, errno);
}

AtomicFile::~AtomicFile() { remove_temporary(); }

void AtomicFile::remove_temporary() noexcept {
  if (descriptor_ < 0) return;
  ::close(descriptor_);
  descriptor_ = -1;
  ::unlink(temporary_.c_str());
}

void AtomicFile::write(std::span<const std::byte> bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw_storage("the file cannot be written", target_, errno);
    bytes = bytes.subspan(static_cast<std::size_t>(written));
  }
}

void AtomicFile::write(std::string_view text) { write(std::as_bytes(std::span(text))); }

void AtomicFile::commit() {
  if (::fsync(descriptor_) != 0) throw_storage("the file cannot be flushed", target_, errno);
  if (::rename(temporary_.c_str(), target_.c_str()) != 0) {
    throw_storage("the file cannot be put in place", target_, errno);
  }
  ::close(descriptor_);
  descriptor_ = -1;
  flush_directory(parent_of(target_));
}

void write_bytes(const std::filesystem::path& path, std::span<const std::byte> bytes) {
  AtomicFile file(path);
  file.write(bytes);
  file.commit();
}

void write_text(const std::filesystem::path& path, std::string_view text) {
  write_bytes(path, std::as_bytes(std::span(text)));
}

}  // namespace rewire
