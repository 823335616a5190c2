#include <regex>

#include "tests/end_to_end/small_trial.h"

namespace rewire::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

// --- validate

using ValidateCommand = SmallTrial;

TEST_F(ValidateCommand, ASoundTrialHasNothingWrong) {
  const ProgramResult result = rewire_program("validate " + bids());
  EXPECT_EQ(result.exit_status, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("8 scans of 4 participants, 0 problems"));
}

TEST_F(ValidateCommand, SaysEverythingThatIsWrongAtOnce) {
  const fs::path trial = copy_of_trial();
  const fs::path func = trial / "sub-01" / "ses-baseline" / "func";
  const fs::path cut = func / "sub-01_ses-baseline_task-rest_bold.nii.gz";
  fs::resize_file(cut, fs::file_size(cut) / 2);
  const fs::path other = trial / "sub-02" / "ses-day1" / "func";
  write_text(other / "sub-02_ses-day1_task-rest_bold.json", R"({"RepetitionTime": 3000})");
  write_text(trial / "participants.tsv", "participant_id\tarm\nsub-01\tketamine\n");
  const ProgramResult result = rewire_program("validate " + trial.string());
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_THAT(result.output, HasSubstr("error: "));
  EXPECT_THAT(result.output, HasSubstr("sub-01_ses-baseline_task-rest_bold.nii.gz"));
  EXPECT_THAT(result.output, HasSubstr("a repetition time of 3000 s"));
  EXPECT_THAT(result.output, HasSubstr("warning: sub-03 is missing"));
}

TEST_F(ValidateCommand, ChecksParametersAndAtlasToo) {
  const ProgramResult rule = rewire_program("validate " + bids() + " --set denoise.high_cut=0.001");
  EXPECT_EQ(rule.exit_status, 2);
  EXPECT_THAT(rule.output, HasSubstr("a low cut-off below the high one"));
  const ProgramResult atlas = rewire_program("validate " + bids() + " --set run.atlas=ALA");
  EXPECT_EQ(atlas.exit_status, 2);
  EXPECT_THAT(atlas.output, HasSubstr("did you mean AAL?"));
  EXPECT_EQ(rewire_program("validate " + bids() + " --config-file /nowhere.toml").exit_status, 2);
  EXPECT_EQ(rewire_program("validate /nowhere").exit_status, 3);
}

// --- options of run

using RunCommand = SmallTrial;

TEST_F(RunCommand, FilterFileChoosesScansAndMemoryIsKept) {
  write_text(work_ / "filter.json", R"({"bold": {"subject": "02", "session": ["day1"]}})");
  const std::string log = (work_ / "logs" / "run.txt").string();
  const ProgramResult result =
      rewire_program("run " + bids() + " " + output() + " participant --mem-mb 1 --log-file " +
                     log + " --bids-filter-file " + (work_ / "filter.json").string() +
                     " --verbose --set denoise.strategy=6P");
  EXPECT_EQ(result.exit_status, 0) << result.output;
  EXPECT_THAT(result.output, HasSubstr("1 of 1 scans analysed"));
  EXPECT_TRUE(fs::exists(work_ / "out" / "sub-02" / "ses-day1"));
  EXPECT_FALSE(fs::exists(work_ / "out" / "sub-01"));
  const std::string logged = read_text(log);
  EXPECT_THAT(logged, HasSubstr("sub-02"));
  EXPECT_TRUE(std::regex_search(logged, std::regex("[0-9]{4}-[0-9]{2}-[0-9]{2}T")));
}

TEST_F(RunCommand, WrongFilterFilesAreRefused) {
  const std::string start = "run " + bids() + " " + output() + " participant --bids-filter-file ";
  write_text(work_ / "entity.json", R"({"bold": {"sesion": "day1"}})");
  const ProgramResult entity = rewire_program(start + (work_ / "entity.json").string());
  EXPECT_EQ(entity.exit_status, 2);
  EXPECT_THAT(entity.output, HasSubstr("did you mean 'session'?"));
  write_text(work_ / "broken.json", R"({"bold": )");
  EXPECT_EQ(rewire_program(start + (work_ / "broken.json").string()).exit_status, 2);
  EXPECT_EQ(rewire_program(start + (work_ / "nowhere.json").string()).exit_status, 2);
  write_text(work_ / "label.json", R"({"bold": {"session": "day9"}})");
  const ProgramResult label = rewire_program(start + (work_ / "label.json").string());
  EXPECT_EQ(label.exit_status, 3);
  EXPECT_THAT(label.output, HasSubstr("day9"));
  EXPECT_FALSE(fs::exists(work_ / "out" / "sub-01"));
}

TEST_F(RunCommand, ScansAnalysedInDifferentWaysAreNotCompared) {
  const std::string start = "run " + bids() + " " + output() +
                            " participant --session-label baseline --set denoise.strategy=6P";
  ASSERT_EQ(rewire_program(start + " --participant-label 01").exit_status, 0);
  ASSERT_EQ(
      rewire_program(start + " --participant-label 02 --set denoise.high_cut=0.08").exit_status, 0);
  const ProgramResult result = rewire_program("run " + bids() + " " + output() + " group");
  EXPECT_EQ(result.exit_status, 3);
  EXPECT_THAT(result.output,
              HasSubstr("denoise_series.high_cut = 0.08 for sub-02 ses-baseline task-rest"));
  EXPECT_THAT(result.output, HasSubstr("run the participant level again"));
  EXPECT_FALSE(fs::exists(work_ / "out" / "group"));
}

TEST_F(RunCommand, NumbersOutOfRangeAreRefused) {
  const std::string start = "run " + bids() + " " + output() + " participant ";
  EXPECT_EQ(rewire_program(start + "--mem-mb -1").exit_status, 2);
  EXPECT_EQ(rewire_program(start + "--nprocs -1").exit_status, 2);
  EXPECT_EQ(rewire_program(start + "--nprocs two").exit_status, 2);
  const ProgramResult seed = rewire_program(start + "--random-seed -3");
  EXPECT_EQ(seed.exit_status, 2);
  EXPECT_THAT(seed.output, HasSubstr("seed = -3"));
  EXPECT_EQ(rewire_program(start + "--log-file " + bids() + "/participants.tsv/log").exit_status,
            5);
}

// --- status

using StatusCommand = SmallTrial;

TEST_F(StatusCommand, FollowsARunFromNothingToDoneAndBack) {
  const fs::path trial = copy_of_trial();
  const fs::path broken =
      trial / "sub-02" / "ses-day1" / "func" / "sub-02_ses-day1_task-rest_bold.nii.gz";
  const std::string sound = read_text(broken);
  write_text(broken, sound.substr(0, sound.size() / 2));
  fs::remove_all(trial / "sub-04" / "ses-day1");

  fs::create_directories(output());
  const ProgramResult unknown = rewire_program("status " + output());
  EXPECT_EQ(unknown.exit_status, 3);
  EXPECT_THAT(unknown.output, HasSubstr("--bids-dir"));
  const ProgramResult nothing =
      rewire_program("status " + output() + " --bids-dir " + trial.string());
  EXPECT_EQ(nothing.exit_status, 1);
  EXPECT_THAT(nothing.output, HasSubstr("scans: 0 done, 7 missing, 1 no scan"));
  EXPECT_FALSE(fs::exists(work_ / "out" / ".rewire")) << "status writes nothing";

  const std::string run = "run " + trial.string() + " " + output() +
                          " participant --participant-label 01 02 --set denoise.strategy=6P";
  EXPECT_EQ(rewire_program(run).exit_status, 1);
  const ProgramResult part = rewire_program("status " + output());
  EXPECT_EQ(part.exit_status, 1);
  EXPECT_THAT(part.output, HasSubstr("scans: 3 done, 1 failed, 3 missing, 1 no scan"));
  EXPECT_TRUE(std::regex_search(
      part.output, std::regex("sub-02 ses-day1 task-rest +failed +.*gzip data that end early")))
      << part.output;
  EXPECT_THAT(part.output, HasSubstr("group: not compared yet"));
  const std::string mine = "status " + output() + " --participant-label 01 02";

  write_text(broken, sound);
  EXPECT_EQ(rewire_program(run).exit_status, 0);
  const ProgramResult done = rewire_program(mine);
  EXPECT_EQ(done.exit_status, 0) << done.output;
  EXPECT_THAT(done.output, HasSubstr("scans: 4 done\n"));

  const ProgramResult table = rewire_program("status " + output() + " --format tsv");
  EXPECT_THAT(table.output, HasSubstr("participant_id\tsession_id\tscan\tstate\treason\n"));
  EXPECT_THAT(table.output,
              HasSubstr("sub-01\tses-baseline\tsub-01_ses-baseline_task-rest\tdone\tn/a\n"));
  EXPECT_THAT(table.output, HasSubstr("sub-04\tses-day1\t"));

  // The whole folder may move.
  fs::rename(output(), work_ / "moved");
  EXPECT_EQ(rewire_program("status " + (work_ / "moved").string() + " --participant-label 01 02")
                .exit_status,
            0);
  fs::rename(work_ / "moved", output());

  const fs::path mask = work_ / "out" / "sub-01" / "ses-day1" / "func" /
                        "sub-01_ses-day1_task-rest_desc-brain_mask.nii.gz";
  fs::remove(mask);
  const ProgramResult gone = rewire_program(mine);
  EXPECT_EQ(gone.exit_status, 1);
  EXPECT_TRUE(
      std::regex_search(gone.output, std::regex("sub-01 ses-day1 task-rest +outdated +.* is gone")))
      << gone.output;
  EXPECT_EQ(rewire_program(run).exit_status, 0);
  EXPECT_TRUE(fs::exists(mask));

  write_text(broken.parent_path() / "sub-02_ses-day1_task-rest_bold.json",
             R"({"RepetitionTime": 3.0, "TaskName": "rest"})");
  EXPECT_THAT(rewire_program(mine).output, HasSubstr("bold.json has changed"));

  fs::rename(trial, work_ / "elsewhere");
  const ProgramResult lost = rewire_program("status " + output());
  EXPECT_EQ(lost.exit_status, 3);
  EXPECT_THAT(lost.output, HasSubstr("the dataset is gone"));
}

TEST_F(StatusCommand, RefusesWrongPathsAndLabels) {
  const ProgramResult nowhere = rewire_program("status /nowhere");
  EXPECT_EQ(nowhere.exit_status, 3);
  EXPECT_THAT(nowhere.output, HasSubstr("no such directory"));
  fs::create_directories(output());
  const ProgramResult label =
      rewire_program("status " + output() + " --bids-dir " + bids() + " --participant-label 77");
  EXPECT_EQ(label.exit_status, 3);
  EXPECT_THAT(label.output, HasSubstr("'77'"));
}

}  // namespace
}  // namespace rewire::testing
