#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "stages/files/atomic_file.h"
#include "stages/files/region_series_files.h"
#include "stages/files/tsv.h"
#include "tests/end_to_end/program.h"

namespace rewire::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;
namespace fs = std::filesystem;

/// The tiny simulated trial, analysed once for all tests.
class TinyTrial : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder() = fs::path(::testing::TempDir()) / ("rewire_tiny_" + std::to_string(::getpid()));
    fs::remove_all(folder());
    simulated() = rewire_program("simulate " + bids() + " --preset tiny");
    analysed() = rewire_program("run " + bids() + " " + output() + " participant");
    compared() =
        rewire_program("run " + bids() + " " + output() + " group --set compare.permutations=200");
  }
  static void TearDownTestSuite() { fs::remove_all(folder()); }

  static fs::path& folder() {
    static fs::path path;
    return path;
  }
  static ProgramResult& simulated() {
    static ProgramResult result;
    return result;
  }
  static ProgramResult& analysed() {
    static ProgramResult result;
    return result;
  }
  static ProgramResult& compared() {
    static ProgramResult result;
    return result;
  }
  static std::string bids() { return (folder() / "bids").string(); }
  static std::string output() { return (folder() / "derivatives").string(); }
};

TEST_F(TinyTrial, EveryCommandSucceeds) {
  EXPECT_EQ(simulated().exit_status, 0) << simulated().output;
  EXPECT_EQ(analysed().exit_status, 0) << analysed().output;
  EXPECT_EQ(compared().exit_status, 0) << compared().output;
  EXPECT_THAT(analysed().output, HasSubstr("16 of 16 scans analysed"));
}

TEST_F(TinyTrial, ASecondRunReusesEverything) {
  const ProgramResult again = rewire_program("run " + bids() + " " + output() + " participant");
  EXPECT_EQ(again.exit_status, 0);
  EXPECT_THAT(again.output, HasSubstr("reused"));
  EXPECT_THAT(again.output, Not(HasSubstr(" done ")));
}

TEST_F(TinyTrial, CommunitiesOverWindowsAreComparedWhereTheyAreAskedFor) {
  const std::string other = (folder() / "windows").string();
  fs::copy(output(), other, fs::copy_options::recursive);
  const std::string command = "run " + bids() + " " + other;
  const std::string set = " --set run.multilayer=windows --set multilayer.restarts=2";
  const ProgramResult participants = rewire_program(command + " participant" + set);
  ASSERT_EQ(participants.exit_status, 0) << participants.output;
  const ProgramResult group =
      rewire_program(command + " group --set compare.permutations=50" + set);
  ASSERT_EQ(group.exit_status, 0) << group.output;
  const Table effects = read_tsv(fs::path(other) / "group" / "effects.tsv");
  const auto& families = effects.column("family", "");
  const auto& endpoints = effects.column("endpoint", "");
  EXPECT_GE(std::count(families.begin(), families.end(), "multilayer"), 3 * 2 * 116);
  EXPECT_EQ(std::count(endpoints.begin(), endpoints.end(), "flexibility@brain"), 3);
  EXPECT_EQ(std::count(endpoints.begin(), endpoints.end(), "flexibility@amygdala"), 3);
}

TEST_F(TinyTrial, OneThreadWritesTheSameBytes) {
  const std::string other = (folder() / "one_thread").string();
  ASSERT_EQ(rewire_program("run " + bids() + " " + other +
                           " participant --participant-label 01 --nprocs 1")
                .exit_status,
            0);
  const auto expected = contents_of(fs::path(output()) / "sub-01");
  EXPECT_GT(expected.size(), 20U);
  EXPECT_EQ(contents_of(fs::path(other) / "sub-01"), expected);
}

TEST_F(TinyTrial, AChangedParameterChangesWhatDependsOnIt) {
  const std::string other = (folder() / "changed").string();
  const std::string command = "run " + bids() + " " + other +
                              " participant --participant-label 01 --session-label baseline";
  ASSERT_EQ(rewire_program(command).exit_status, 0);
  const auto before = contents_of(other);
  ASSERT_EQ(rewire_program(command + " --set denoise.high_cut=0.08").exit_status, 0);
  const auto after = contents_of(other);
  for (const auto& [name, digest] : before) {
    const bool depends =
        name.find("atlas-AAL_stat") != std::string::npos ||
        name.find("denoising") != std::string::npos || name.find("results") != std::string::npos ||
        name.find("graphmetrics") != std::string::npos ||
        name.find("localactivity") != std::string::npos ||
        name.find("linc_qc") != std::string::npos || name.find("carpet") != std::string::npos;
    const bool same_text = name.find("coverage") != std::string::npos ||
                           name.find("tsnr") != std::string::npos ||
                           name.find("alff") != std::string::npos;
    if (depends && !same_text) {
      EXPECT_NE(after.at(name), digest) << name;
    } else if (!depends) {
      EXPECT_EQ(after.at(name), digest) << name;
    }
  }
}

TEST_F(TinyTrial, TheGroupTableHasEveryEdgeAndContrast) {
  const Table effects = read_tsv(fs::path(output()) / "group" / "effects.tsv");
  std::map<std::string, int> edges_per_contrast;
  for (std::size_t row = 0; row < effects.row_count(); ++row) {
    if (effects.column("family", "")[row] == "edge") {
      ++edges_per_contrast[effects.column("contrast", "")[row]];
    }
  }
  EXPECT_EQ(edges_per_contrast.size(), 3U);
  for (const auto& [contrast, edges] : edges_per_contrast)
    EXPECT_EQ(edges, 116 * 115 / 2) << contrast;
  const Table flow = read_tsv(fs::path(output()) / "group" / "flow.tsv");
  EXPECT_EQ(flow.row_count(), 16U);
  const Table quality = read_tsv(fs::path(output()) / "group" / "quality.tsv");
  EXPECT_EQ(quality.row_count(), 16U);
  const auto& families = effects.column("family", "");
  // Three measures of each region, in each contrast.
  EXPECT_EQ(std::count(families.begin(), families.end(), "local_activity"), 3 * 3 * 116);
  EXPECT_GT(std::count(families.begin(), families.end(), "structure_activity"), 0);
}

TEST_F(TinyTrial, NoNumberIsMissingWithoutAReason) {
  const Table effects = read_tsv(fs::path(output()) / "group" / "effects.tsv");
  for (std::size_t row = 0; row < effects.row_count(); ++row) {
    const bool missing = is_missing(effects.column("p", "")[row]);
    const bool explained = !is_missing(effects.column("reason", "")[row]);
    EXPECT_EQ(missing, explained) << effects.column("endpoint", "")[row];
  }
}

TEST_F(TinyTrial, OtherProgramsReadWhatIsWritten) {
  const ProgramResult result = run_command(std::string(REWIRE_PYTHON) + " " + REWIRE_SOURCE_DIR +
                                           "/tests/end_to_end/trial/read_outputs.py " + output());
  EXPECT_EQ(result.exit_status, 0) << result.output;
}

TEST_F(TinyTrial, StagesChainByFiles) {
  const fs::path func = fs::path(output()) / "sub-01" / "ses-baseline" / "func";
  const std::string start = (func / "sub-01_ses-baseline_task-rest").string();
  const fs::path made = folder() / "chain";
  fs::create_directories(made);
  const std::string matrix = (made / "x_stat-pearsoncorrelation_relmat.tsv").string();
  ASSERT_EQ(rewire_program("connect " + start + "_atlas-AAL_stat-mean_timeseries.tsv " + matrix)
                .exit_status,
            0);
  EXPECT_EQ(read_text(matrix), read_text(start + "_atlas-AAL_stat-pearsoncorrelation_relmat.tsv"));
  const std::string metrics = (made / "x_graphmetrics.tsv").string();
  ASSERT_EQ(rewire_program("graph " + matrix + " " + metrics).exit_status, 0);
  EXPECT_EQ(read_text(metrics), read_text(start + "_atlas-AAL_graphmetrics.tsv"));
  const ProgramResult compared = rewire_program("compare " + bids() + " " + output() + " " +
                                                (made / "out").string() + " --permutations 200");
  ASSERT_EQ(compared.exit_status, 0) << compared.output;
  EXPECT_EQ(read_text(made / "out" / "group" / "effects.tsv"),
            read_text(fs::path(output()) / "group" / "effects.tsv"));
}

TEST_F(TinyTrial, PreprocessDenoiseParcellateGiveThePipelinesSeries) {
  const fs::path raw = fs::path(bids()) / "sub-01" / "ses-baseline";
  const std::string bold = (raw / "func" / "sub-01_ses-baseline_task-rest_bold.nii.gz").string();
  const std::string t1w = (raw / "anat" / "sub-01_ses-baseline_T1w.nii.gz").string();
  const std::string made = (folder() / "steps" / "sub-01").string();
  ASSERT_EQ(rewire_program("preprocess " + bold + " " + made + " --t1w " + t1w).exit_status, 0);
  ASSERT_EQ(rewire_program("denoise " + made + "_desc-preproc_bold.nii.gz " + made +
                           "_desc-confounds_timeseries.tsv " + made +
                           "_desc-denoised_bold.nii.gz --mask " + made + "_desc-brain_mask.nii.gz")
                .exit_status,
            0);
  const ProgramResult parcellated = rewire_program(
      "parcellate " + made + "_desc-denoised_bold.nii.gz " + made + "_atlas-AAL_dseg.nii.gz " +
      REWIRE_SOURCE_DIR + "/atlases/AAL.tsv " + made +
      "_timeseries.tsv --minimum-coverage 0 --mask " + made + "_desc-brain_mask.nii.gz");
  ASSERT_EQ(parcellated.exit_status, 0) << parcellated.output;
  const RegionSeries stepwise = read_region_series(made + "_timeseries.tsv");
  const RegionSeries whole =
      read_region_series(fs::path(output()) / "sub-01" / "ses-baseline" / "func" /
                         "sub-01_ses-baseline_task-rest_atlas-AAL_stat-mean_timeseries.tsv");
  ASSERT_EQ(stepwise.values.cols(), whole.values.cols());
  EXPECT_EQ(stepwise.degrees_of_freedom, whole.degrees_of_freedom);
  for (Eigen::Index i = 0; i < whole.values.cols(); ++i) {
    if (!whole.regions[static_cast<std::size_t>(i)].missing_reason.empty()) continue;
    // The scan in between is stored as float32 on the grid of a float32 affine.
    EXPECT_LT((stepwise.values.col(i) - whole.values.col(i)).norm(),
              1e-3 * whole.values.col(i).norm())
        << whole.regions[static_cast<std::size_t>(i)].region.name;
  }
}

TEST_F(TinyTrial, LocalActivityOfFilesIsThePipelines) {
  const fs::path func = fs::path(output()) / "sub-01" / "ses-baseline" / "func";
  const std::string start = (func / "sub-01_ses-baseline_task-rest").string();
  const std::string made = (folder() / "steps" / "sub-01").string();
  if (!fs::exists(made + "_desc-preproc_bold.nii.gz")) {
    const fs::path raw = fs::path(bids()) / "sub-01" / "ses-baseline";
    const std::string bold = (raw / "func" / "sub-01_ses-baseline_task-rest_bold.nii.gz").string();
    const std::string t1w = (raw / "anat" / "sub-01_ses-baseline_T1w.nii.gz").string();
    ASSERT_EQ(rewire_program("preprocess " + bold + " " + made + " --t1w " + t1w).exit_status, 0);
  }
  const ProgramResult result = rewire_program(
      "activity " + made + "_desc-preproc_bold.nii.gz " + made + "_desc-confounds_timeseries.tsv " +
      made + "_atlas-AAL_dseg.nii.gz " + REWIRE_SOURCE_DIR + "/atlases/AAL.tsv " + made +
      "_x --maps --minimum-coverage 0 --mask " + made + "_desc-brain_mask.nii.gz");
  ASSERT_EQ(result.exit_status, 0) << result.output;
  EXPECT_TRUE(fs::exists(made + "_x_stat-reho_desc-z_boldmap.nii.gz"));
  const Table stepwise = read_tsv(made + "_x_atlas-AAL_localactivity.tsv");
  const Table whole = read_tsv(start + "_atlas-AAL_localactivity.tsv");
  for (const char* measure : {"alff", "falff_z", "reho_ratio"}) {
    const Eigen::VectorXd expected = to_numbers(whole.column(measure, ""), measure, "");
    const Eigen::VectorXd found = to_numbers(stepwise.column(measure, ""), measure, "");
    for (Eigen::Index i = 0; i < expected.size(); ++i) {
      if (std::isnan(expected[i])) continue;
      EXPECT_NEAR(found[i], expected[i], 1e-3 * std::max(1.0, std::abs(expected[i]))) << measure;
    }
  }
}

TEST_F(TinyTrial, MotionAndConnectivityAreComparedOverAllScans) {
  const fs::path table = folder() / "qcfc.tsv";
  const ProgramResult result =
      rewire_program("qcfc " + output() + " " + table.string() + " --permutations 100");
  ASSERT_EQ(result.exit_status, 0) << result.output;
  const Table found = read_tsv(table);
  EXPECT_EQ(found.column("sessions", "")[0], "16");
  EXPECT_FALSE(is_missing(found.column("median_absolute_r", "")[0]));
  EXPECT_FALSE(is_missing(found.column("distance_dependence", "")[0]));
  EXPECT_EQ(rewire_program("qcfc " + bids() + " " + table.string()).exit_status, 3);
}

TEST_F(TinyTrial, AFailingScanDoesNotStopTheOthers) {
  const fs::path copy = folder() / "broken";
  fs::copy(bids(), copy, fs::copy_options::recursive);
  const fs::path scan =
      copy / "sub-02" / "ses-day1" / "func" / "sub-02_ses-day1_task-rest_bold.nii.gz";
  fs::resize_file(scan, fs::file_size(scan) / 2);
  const std::string out = (folder() / "broken_out").string();
  const ProgramResult result =
      rewire_program("run " + copy.string() + " " + out + " participant --participant-label 01 02");
  EXPECT_EQ(result.exit_status, 1) << result.output;
  EXPECT_THAT(result.output, HasSubstr("3 of 4 scans analysed, 1 failed"));
  EXPECT_THAT(result.output, HasSubstr("sub-02 ses-day1"));
  EXPECT_FALSE(fs::exists(fs::path(out) / "sub-02" / "ses-day1" / "func"));
}

}  // namespace
}  // namespace rewire::testing
