#include "stages/files/file_bytes.h"
#include "stages/files/tsv.h"
#include "tests/end_to_end/bad_input/refusals.h"
#include "tests/end_to_end/group_trial.h"

namespace rewire::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

using BadGroup = GroupTrial;

TEST_F(BadGroup, SoundTrialIsCompared) {
  write({});
  const ProgramResult result = group();
  EXPECT_EQ(result.exit_status, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("(ketamine - placebo) x (ses-day1 - ses-baseline)"));
}

// A trial with one arm still has its change over time: it is compared, and the warning says what
// cannot be said.
TEST_F(BadGroup, OneArmOnly) {
  write({.arms = {"ketamine"}});
  const ProgramResult result = group();
  expect_warned(result, "one arm only (ketamine)");
  EXPECT_THAT(result.output, HasSubstr("only the change within the arm"));
  const Table effects = read_tsv(work_ / "out" / "group" / "effects.tsv");
  ASSERT_GT(effects.row_count(), 0U);
  for (const std::string& contrast : effects.column("contrast", "")) {
    EXPECT_EQ(contrast, "ketamine: ses-day1 - ses-baseline");
  }
}

TEST_F(BadGroup, OneSessionOnly) {
  write({.sessions = {"baseline"}});
  const ProgramResult result = group();
  expect_refused(result, 3, "1 session (ses-baseline)");
  EXPECT_THAT(result.output, HasSubstr("a baseline and at least one follow-up session"));
  EXPECT_FALSE(fs::exists(work_ / "out" / "group"));
}

TEST_F(BadGroup, OneSessionLeftByTheFilter) {
  write({});
  const ProgramResult result = group("--session-label baseline");
  expect_refused(result, 3, "1 session (ses-baseline)");
  EXPECT_THAT(result.output, HasSubstr("--session-label"));
}

TEST_F(BadGroup, NoSessions) {
  write({.sessions = {""}});
  const ProgramResult result = group();
  expect_refused(result, 3, "no sessions");
  EXPECT_FALSE(fs::exists(work_ / "out" / "group"));
}

TEST_F(BadGroup, NobodyWithBothSessions) {
  write({});
  for (const auto& entry : fs::directory_iterator(work_ / "out")) {
    if (entry.is_directory()) fs::remove_all(entry.path() / "ses-day1");
  }
  const ProgramResult result = group();
  expect_refused(result, 3, "no participant with both baseline and follow-up");
}

TEST_F(BadGroup, MatricesOfDifferentRegions) {
  write({});
  write_matrix("sub-02", "day1", {"Amygdala_L", "Amygdala_R", "Hippocampus_L"});
  const ProgramResult result = group();
  expect_refused(result, 3, "3 regions");
  EXPECT_THAT(result.output, HasSubstr("sub-02 ses-day1"));
  EXPECT_FALSE(fs::exists(work_ / "out" / "group"));
}

TEST_F(BadGroup, AMatrixThatIsGarbage) {
  write({});
  write_text(matrix_file("sub-02", "day1"), "Node\tA\nA\tmuch\n");
  const ProgramResult result = group();
  expect_refused(result, 3, "sub-02");
}

TEST_F(BadGroup, AMissingSessionIsARowWithItsReason) {
  write({.participants_per_arm = 5});
  fs::remove(matrix_file("sub-02", "day1"));
  const ProgramResult result = group();
  ASSERT_EQ(result.exit_status, 0) << result.output;
  const std::string flow = read_text(work_ / "out" / "group" / "flow.tsv");
  EXPECT_THAT(flow, HasSubstr("sub-02\tses-day1\tketamine\tno\tscan not analysed yet"));
}

TEST_F(BadGroup, ARegionThatOneScanMissesHasAReasonInEveryEffect) {
  write({});
  const fs::path file = matrix_file("sub-02", "day1");
  NamedMatrix matrix = read_matrix_tsv(file);
  matrix.values.row(0).setConstant(std::nan(""));
  matrix.values.col(0).setConstant(std::nan(""));
  write_matrix_tsv(file, matrix);
  const ProgramResult result = group("--set compare.minimum_participants=4");
  ASSERT_EQ(result.exit_status, 0) << result.output;
  const Table effects = read_tsv(work_ / "out" / "group" / "effects.tsv");
  int missing = 0;
  for (std::size_t row = 0; row < effects.row_count(); ++row) {
    const bool unknown = is_missing(effects.column("p", "")[row]);
    EXPECT_EQ(unknown, !is_missing(effects.column("reason", "")[row]))
        << effects.column("endpoint", "")[row];
    missing += unknown ? 1 : 0;
  }
  EXPECT_GT(missing, 0);
}

TEST_F(BadGroup, WhatDoesNotGoTogetherIsToldOnceBeforeAnyFile) {
  const ProgramResult result =
      rewire_program("run /nowhere/bids " + output() + " participant --set denoise.high_cut=0.005");
  expect_refused(result, 2, "low_cut 0.01 Hz and high_cut 0.005 Hz");
  EXPECT_EQ(result.output.find("low_cut 0.01"), result.output.rfind("low_cut 0.01"));
  expect_refused(rewire_program("denoise /nowhere.nii.gz /nowhere.tsv out.nii.gz --low-cut 0.2"),
                 2,
                 "low_cut 0.2 Hz and high_cut 0.1 Hz");
  expect_refused(
      rewire_program("graph /nowhere.tsv out.tsv --densities 0.3,0.2"), 2, "ascending order");
  EXPECT_FALSE(fs::exists(work_));
}

}  // namespace
}  // namespace rewire::testing
