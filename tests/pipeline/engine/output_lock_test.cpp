#include "pipeline/engine/output_lock.h"

#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pipeline/engine/loop_progress.h"
#include "stages/core/error.h"

namespace rewire::engine {
namespace {

/// Exit status of a child process that tries to take the lock.
int child_takes(const std::filesystem::path& file) {
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      const OutputLock lock(file);
      ::_exit(0);
    } catch (const StorageError&) {
      ::_exit(5);
    }
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  return WEXITSTATUS(status);
}

TEST(OutputLock, KeepsASecondProcessOutWhileItLives) {
  const auto file = std::filesystem::path(::testing::TempDir()) / "locks" / "sub-01.lock";
  {
    const OutputLock lock(file);
    EXPECT_EQ(child_takes(file), 5);
  }
  EXPECT_EQ(child_takes(file), 0);
}

TEST(OutputLock, IsSeenWithoutBeingTaken) {
  const auto file = std::filesystem::path(::testing::TempDir()) / "locks" / "sub-02.lock";
  std::filesystem::remove(file);
  EXPECT_FALSE(is_locked(file));
  EXPECT_FALSE(std::filesystem::exists(file));
  {
    const OutputLock lock(file);
    EXPECT_TRUE(is_locked(file));
  }
  EXPECT_FALSE(is_locked(file));
  EXPECT_EQ(child_takes(file), 0);
}

TEST(OutputLock, RefusesAPlaceThatCannotBeWritten) {
  EXPECT_THROW(OutputLock("/dev/null/below/x.lock"), StorageError);
}

TEST(LoopProgress, SaysHowLongTheRestTakes) {
  EXPECT_EQ(time_left_text(0.1, 0.4, 3.0), "40 %, 0:06 left");
  EXPECT_EQ(time_left_text(0.0, 0.5, 61.0), "50 %, 1:01 left");
}

}  // namespace
}  // namespace rewire::engine
