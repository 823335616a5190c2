#include "stages/files/endpoint_spool.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <limits>
#include <memory>
#include <string>

#include "stages/core/error.h"

namespace rewire {
namespace {

[[noreturn]] void fail(const std::filesystem::path& directory, std::size_t bytes, int number) {
  throw StorageError({.found = std::string("no temporary file: ") + std::strerror(number),
                      .expected = "room for " + std::to_string(bytes >> 20U) + " MB",
                      .where = directory.string(),
                      .remedy = "make room there, or give the program more memory (--mem-mb)"});
}

/// Closes what is open.
struct Descriptor {
  int number;
  ~Descriptor() {
    if (number >= 0) ::close(number);
  }
};

/// A file that loses its name as soon as it has one; its blocks are taken now, since a full disk
/// under a mapping would end the program.
std::shared_ptr<const MappedNumbers> map_file(const std::filesystem::path& directory,
                                              std::size_t bytes) {
  std::error_code error;
  std::filesystem::create_directories(directory, error);
  std::string name = (directory / ".endpoints-XXXXXX").string();
  const Descriptor file{::mkstemp(name.data())};
  if (file.number < 0) fail(directory, bytes, errno);
  ::unlink(name.c_str());
  const int full = ::posix_fallocate(file.number, 0, static_cast<off_t>(bytes));
  if (full != 0) fail(directory, bytes, full);
  void* const data = ::mmap(nullptr, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, file.number, 0);
  if (data == MAP_FAILED) fail(directory, bytes, errno);
  return std::make_shared<const MappedNumbers>(
      static_cast<double*>(data), bytes, [directory](std::size_t more) {
        return map_file(directory, more);
      });
}

}  // namespace

EndpointValues EndpointSpool::make(Eigen::Index rows, Eigen::Index columns) const {
  const std::size_t bytes =
      static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns) * sizeof(double);
  if (bytes <= most_bytes || bytes == 0) {
    return Eigen::MatrixXd::Constant(rows, columns, std::numeric_limits<double>::quiet_NaN());
  }
  return {map_file(directory, bytes), rows, columns};
}

EndpointSpool endpoint_spool(const std::filesystem::path& directory, double memory_mb) {
  constexpr double bytes_per_mb = 1048576.0;
  constexpr std::size_t share = 8;
  auto memory = static_cast<std::size_t>(memory_mb * bytes_per_mb);
  if (memory == 0) {
    memory = static_cast<std::size_t>(::sysconf(_SC_PHYS_PAGES)) *
             static_cast<std::size_t>(::sysconf(_SC_PAGE_SIZE));
  }
  return {directory, memory / share};
}

}  // namespace rewire
