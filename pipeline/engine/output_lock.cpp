#include "pipeline/engine/output_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>
#include <system_error>

#include "stages/core/error.h"

namespace rewire::engine {
namespace {

[[noreturn]] void refuse(const std::string& found,
                         const std::filesystem::path& file,
                         const std::string& remedy) {
  throw StorageError({.found = found,
                      .expected = "to be the only writer of these outputs",
                      .where = file.string(),
                      .remedy = remedy});
}

/// is_locked() holds a lock for an instant; a run holds it for longer than this waits.
bool take(int descriptor) {
  constexpr int attempts = 5;
  for (int attempt = 0; attempt < attempts; ++attempt) {
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return true;
    if (errno != EWOULDBLOCK) return false;
    ::usleep(20'000);
  }
  errno = EWOULDBLOCK;
  return false;
}

}  // namespace

OutputLock::OutputLock(const std::filesystem::path& file) : descriptor_(-1) {
  std::error_code failure;
  std::filesystem::create_directories(file.parent_path(), failure);
  descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  if (descriptor_ < 0) {
    refuse(std::string("no lock file can be made: ") + std::strerror(errno),
           file,
           "choose an output directory that can be written");
  }
  if (!take(descriptor_)) {
    const bool held = errno == EWOULDBLOCK;
    const std::string reason = held ? "another process is writing the same outputs"
                                    : std::string("no lock: ") + std::strerror(errno);
    ::close(descriptor_);
    refuse(reason, file, "wait for the other run, or choose another output directory");
  }
}

OutputLock::~OutputLock() { ::close(descriptor_); }

bool is_locked(const std::filesystem::path& file) {
  const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return false;
  const bool held = ::flock(descriptor, LOCK_SH | LOCK_NB) != 0 && errno == EWOULDBLOCK;
  ::close(descriptor);
  return held;
}

}  // namespace rewire::engine
