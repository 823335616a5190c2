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
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
    const bool held = errno == EWOULDBLOCK;
    const std::string reason = held ? "another process is writing the same outputs"
                                    : std::string("no lock: ") + std::strerror(errno);
    ::close(descriptor_);
    refuse(reason, file, "wait for the other run, or choose another output directory");
  }
}

OutputLock::~OutputLock() { ::close(descriptor_); }

}  // namespace rewire::engine
