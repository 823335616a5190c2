#include <fcntl.h>
#include <sys/file.h>

#include "tests/end_to_end/bad_input/bad_trial.h"

namespace rewire::testing {
namespace {

using ::testing::HasSubstr;

class BadStorage : public BadTrial {
 protected:
  std::string one_scan() const {
    return "run " + bids() + " " + output() +
           " participant --participant-label 01 --session-label baseline"
           " --set denoise.strategy=6P";
  }
};

TEST_F(BadStorage, OutputBelowAFile) {
  write_text(work_ / "file", "not a directory");
  expect_refused(
      rewire_program("run " + bids() + " " + (work_ / "file" / "out").string() + " participant"),
      5,
      "the directory cannot be made");
}

TEST_F(BadStorage, FullDiskLeavesNothingHalfWritten) {
  // A limit of 100 blocks of 1 KiB: tables fit, scans do not.
  const ProgramResult result =
      run_command("ulimit -f 100; " + std::string(REWIRE_BINARY) + " " + one_scan());
  expect_refused(result, 5, "1 failed");
  EXPECT_EQ(part_files(output()), "");
  const ProgramResult again = rewire_program(one_scan());
  EXPECT_EQ(again.exit_status, 0) << again.output;
}

TEST_F(BadStorage, SimulationOnAFullDisk) {
  const ProgramResult result =
      run_command("ulimit -f 1; " + std::string(REWIRE_BINARY) + " simulate " + output() +
                  " --preset tiny --participants-per-arm 2 --volumes 60");
  expect_refused(result, 5, "File too large");
  EXPECT_EQ(part_files(output()), "");
}

/// A shell that may mount, and the option line of a small file system.
std::string in_own_mounts(const std::string& options,
                          const fs::path& place,
                          const std::string& command) {
  fs::create_directories(place);
  return "unshare -rm sh -c 'mount -t tmpfs -o " + options + " none " + place.string() + " && " +
         command + "'";
}
bool can_mount(const fs::path& place) {
  return run_command(in_own_mounts("size=64k", place, "true")).exit_status == 0;
}

TEST_F(BadStorage, ADiskThatFillsUp) {
  if (!can_mount(work_ / "disk")) GTEST_SKIP() << "no right to mount a small file system";
  const std::string out = (work_ / "disk" / "out").string();
  const std::string program(REWIRE_BINARY);
  const ProgramResult result = run_command(in_own_mounts(
      "size=200k",
      work_ / "disk",
      program + " run " + bids() + " " + out +
          " participant --participant-label 01 --session-label baseline --set denoise.strategy=6P;"
          " status=$?; find " +
          out + " -name \"*.part\"; exit $status"));
  expect_refused(result, 5, "No space left on device");
  EXPECT_THAT(result.output, HasSubstr("free space or raise the quota"));
  EXPECT_EQ(result.output.find(".part\n"), std::string::npos) << result.output;
}

TEST_F(BadStorage, OutputsThatCannotBeWritten) {
  if (!can_mount(work_ / "disk")) GTEST_SKIP() << "no right to mount a small file system";
  const ProgramResult result = run_command(
      in_own_mounts("ro",
                    work_ / "disk",
                    std::string(REWIRE_BINARY) + " run " + bids() + " " +
                        (work_ / "disk" / "out").string() + " participant --participant-label 01"));
  expect_refused(result, 5, "Read-only file system");
  EXPECT_THAT(result.output, HasSubstr("choose an output directory that"));
}

TEST_F(BadStorage, TwoLivingRunsOfTheSameOutputs) {
  // The first run is held still in its middle while the second one tries.
  const std::string program = std::string(REWIRE_BINARY) + " " + one_scan();
  const ProgramResult result = run_command(
      "{ " + program + " & run=$!; while ! ls " + output() +
      "/.rewire/locks/*.lock >/dev/null 2>&1 && kill -0 $run; do sleep 0.02; done; kill -STOP "
      "$run; " +
      program + "; echo second $?; kill -CONT $run; wait $run; }");
  EXPECT_EQ(result.exit_status, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("another process is writing the same outputs"));
  EXPECT_THAT(result.output, HasSubstr("second 5"));
  EXPECT_EQ(part_files(output()), "");
  EXPECT_THAT(rewire_program(one_scan()).output, HasSubstr("reused"));
}

TEST_F(BadStorage, TwoRunsOfTheSameOutputs) {
  const fs::path lock =
      fs::path(output()) / ".rewire" / "locks" / "sub-01_ses-baseline_task-rest.lock";
  fs::create_directories(lock.parent_path());
  const int held = ::open(lock.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0644);
  ASSERT_GE(held, 0);
  ASSERT_EQ(::flock(held, LOCK_EX), 0);
  const ProgramResult result = rewire_program(one_scan());
  ::close(held);
  expect_refused(result, 5, "another process is writing the same outputs");
  EXPECT_EQ(rewire_program(one_scan()).exit_status, 0);
}

TEST_F(BadStorage, AnInterruptedRunGoesOn) {
  for (const std::string signal : {"INT", "TERM", "HUP"}) {
    SCOPED_TRACE(signal);
    fs::remove_all(output());
    const std::string command = "run " + bids() + " " + output() +
                                " participant --nprocs 1 --participant-label 01"
                                " --set denoise.strategy=6P";
    // The first output that appears tells that the run is in its middle.
    const ProgramResult result =
        run_command("{ " + std::string(REWIRE_BINARY) + " " + command + " & run=$!; while [ ! -d " +
                    output() + "/.rewire/locks ] && kill -0 $run; do sleep 0.02; done; kill -" +
                    signal + " $run; wait $run; }");
    EXPECT_EQ(result.exit_status, 130) << result.output;
    EXPECT_THAT(result.output, HasSubstr("run the same command again"));
    EXPECT_EQ(part_files(output()), "");
    if (signal != "TERM") continue;
    const ProgramResult status = rewire_program("status " + output() + " --participant-label 01");
    EXPECT_EQ(status.exit_status, 1);
    EXPECT_THAT(status.output, HasSubstr("unfinished"));
    const ProgramResult again = rewire_program(command);
    EXPECT_EQ(again.exit_status, 0) << again.output;
    EXPECT_THAT(again.output, HasSubstr("2 of 2 scans analysed"));
    EXPECT_EQ(rewire_program("status " + output() + " --participant-label 01").exit_status, 0);
  }
}

}  // namespace
}  // namespace rewire::testing
