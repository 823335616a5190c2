#include <gtest/gtest.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <functional>

#include "stages/core/error.h"
#include "stages/files/atomic_file.h"
#include "stages/files/file_bytes.h"
#include "stages/files/hdf5.h"
#include "stages/files/nifti.h"
#include "tests/stages/files/temporary_folder.h"

namespace rewire {
namespace {

/// Exit status of a child process whose files cannot grow beyond `bytes`: that of the Error that
/// left `work`, 0 when none did.
int status_with_file_limit(rlim_t bytes, const std::function<void()>& work) {
  const pid_t child = ::fork();
  if (child == 0) {
    std::signal(SIGXFSZ, SIG_IGN);
    const rlimit limit{bytes, bytes};
    ::setrlimit(RLIMIT_FSIZE, &limit);
    int status = 0;
    try {
      work();
    } catch (const Error& error) {
      status = error.exit_status();
    }
    ::_exit(status);
  }
  int status = -1;
  ::waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

class FullDisk : public testing::TemporaryFolder {
 protected:
  /// A failing write says so, keeps the file that was there, and leaves nothing beside it.
  void expect_kept(const std::function<void(const std::filesystem::path&)>& write) {
    const std::filesystem::path path = folder_ / "result";
    write_text(path, "old");
    EXPECT_EQ(status_with_file_limit(1 << 12, [&] { write(path); }), 5);
    EXPECT_EQ(read_text(path), "old");
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
    EXPECT_EQ(status_with_file_limit(1 << 24, [&] { write(path); }), 0);
    EXPECT_NE(read_text(path), "old");
  }
};

TEST_F(FullDisk, TextsAreWholeOrNotThere) {
  expect_kept([](const auto& path) { write_text(path, std::string(1 << 16, 'x')); });
}

TEST_F(FullDisk, ImagesAreWholeOrNotThere) {
  expect_kept([](const auto& path) {
    write_volume(path, {{.dims = {16, 16, 16}}, std::vector<float>(4096, 0.5F)});
  });
}

TEST_F(FullDisk, Hdf5FilesAreWholeOrNotThere) {
  expect_kept([](const auto& path) {
    Hdf5Writer file(path, "example", 1);
    std::vector<double> values(1 << 14);
    for (std::size_t i = 0; i < values.size(); ++i) values[i] = std::sin(static_cast<double>(i));
    file.numbers("values", values);
    file.commit();
  });
}

/// Name of the temporary file of a child process that was killed in the middle of `path`.
std::filesystem::path left_by_a_killed_writer(const std::filesystem::path& path) {
  const pid_t child = ::fork();
  if (child == 0) {
    AtomicFile file(path);
    file.write("half of it");
    std::raise(SIGKILL);
  }
  ::waitpid(child, nullptr, 0);
  for (const auto& entry : std::filesystem::directory_iterator(path.parent_path())) {
    if (entry.path().extension() == ".part") return entry.path();
  }
  return {};
}

TEST_F(FullDisk, WhatAKilledWriterLeftIsRemovedByTheNextOfTheSameName) {
  const std::filesystem::path path = folder_ / "result.tsv";
  const std::filesystem::path left = left_by_a_killed_writer(path);
  ASSERT_FALSE(left.empty());
  EXPECT_FALSE(std::filesystem::exists(path));
  write_text(folder_ / "other.tsv", "another file");
  EXPECT_TRUE(std::filesystem::exists(left));
  write_text(path, "whole");
  EXPECT_FALSE(std::filesystem::exists(left));
  EXPECT_EQ(read_text(path), "whole");
}

TEST_F(FullDisk, AWriterThatLivesKeepsItsTemporaryFile) {
  const std::filesystem::path path = folder_ / "result";
  AtomicFile slow(path);
  slow.write("last");
  EXPECT_EQ(status_with_file_limit(1 << 12, [&] { write_text(path, "first"); }), 0);
  EXPECT_TRUE(std::filesystem::exists(slow.temporary()));
  slow.commit();
  EXPECT_EQ(read_text(path), "last");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
}

}  // namespace
}  // namespace rewire
