#include "stages/files/atomic_file.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>
#include <utility>

#include "stages/core/error.h"

namespace rewire {
namespace {

constexpr std::string_view ending = ".part";
/// Of one name at a time.
constexpr int most_writers = 1000;

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

std::filesystem::path temporary_of(const std::filesystem::path& target, int number) {
  return parent_of(target) /
         ("." + target.filename().string() + "." + std::to_string(number) + std::string(ending));
}

/// Whether the new file is this process's own: not one that remove_abandoned() of another has come
/// upon before it was locked. A file system without locks has no such other.
bool claim(int descriptor) {
  if (::flock(descriptor, LOCK_EX | LOCK_NB) != 0) return errno != EWOULDBLOCK;
  struct stat status {};
  return ::fstat(descriptor, &status) == 0 && status.st_nlink > 0;
}

/// Whether `path` is the name of the file that was opened, and not of a younger one.
bool is_name_of(const std::filesystem::path& path, int descriptor) {
  struct stat opened {};
  struct stat named {};
  return ::fstat(descriptor, &opened) == 0 && ::stat(path.c_str(), &named) == 0 &&
         opened.st_ino == named.st_ino && opened.st_dev == named.st_dev;
}

/// Removes a temporary file that no living process has locked; whether there was a file. Only who
/// has the lock gives a file another name, so that what is removed is what was locked.
bool remove_abandoned(const std::filesystem::path& temporary) {
  const int descriptor = ::open(temporary.c_str(), O_RDWR | O_CLOEXEC);
  if (descriptor < 0) return false;
  if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0 && is_name_of(temporary, descriptor)) {
    ::unlink(temporary.c_str());
  }
  ::close(descriptor);
  return true;
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
  // Numbers from 0 on: what a killed process left is met at its name, without a search through a
  // directory that may hold thousands of files.
  int number = 0;
  for (; number < most_writers && descriptor_ < 0; ++number) {
    temporary_ = temporary_of(target_, number);
    remove_abandoned(temporary_);
    descriptor_ = ::open(temporary_.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
    if (descriptor_ < 0 && errno != EEXIST) break;
    if (descriptor_ >= 0 && !claim(descriptor_)) ::close(std::exchange(descriptor_, -1));
  }
  if (descriptor_ < 0) throw_storage("the file cannot be made", target_, errno);
  while (remove_abandoned(temporary_of(target_, number))) ++number;
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
