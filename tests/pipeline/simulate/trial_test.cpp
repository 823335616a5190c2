#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "pipeline/simulate/simulate.h"
#include "stages/core/error.h"
#include "stages/core/parallel.h"

namespace rewire {
namespace {

namespace fs = std::filesystem;

/// A directory of this test that goes away with it.
class SimulateTrial : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "rewire-simulate-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override { fs::remove_all(directory_); }

  /// One participant per arm: seconds.
  static SimulateParams small() {
    SimulateParams params = simulate_preset(SimulatePreset::tiny);
    params.participants_per_arm = 1;
    params.volumes = 20;
    params.voxel_mm = 8;
    params.anatomy_voxel_mm = 6;
    return params;
  }

  fs::path directory_;
};

std::map<std::string, std::string> contents(const fs::path& directory) {
  std::map<std::string, std::string> files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream file(entry.path(), std::ios::binary);
    files[entry.path().lexically_relative(directory).string()] =
        std::string(std::istreambuf_iterator<char>(file), {});
  }
  return files;
}

TEST_F(SimulateTrial, SameBytesForAnyNumberOfThreads) {
  {
    const ThreadLimit one(1);
    simulate_trial(small(), directory_ / "one");
  }
  const ThreadLimit two(2);
  simulate_trial(small(), directory_ / "two");
  const auto one = contents(directory_ / "one");
  const auto both = contents(directory_ / "two");
  EXPECT_GT(one.size(), 30U);
  EXPECT_TRUE(one == both);
}

TEST_F(SimulateTrial, AnotherSeedGivesAnotherTrial) {
  SimulateParams params = small();
  simulate_trial(params, directory_ / "one");
  params.seed = 2;
  simulate_trial(params, directory_ / "two");
  const std::string scan = "sub-01/ses-day1/func/sub-01_ses-day1_task-rest_bold.nii.gz";
  EXPECT_NE(contents(directory_ / "one").at(scan), contents(directory_ / "two").at(scan));
}

TEST_F(SimulateTrial, FinishedTrialIsLeftAlone) {
  const fs::path out = directory_ / "out";
  EXPECT_EQ(simulate_trial(small(), out).written, 4U);
  const auto before = fs::last_write_time(out / "participants.tsv");
  EXPECT_EQ(simulate_trial(small(), out).written, 0U);
  EXPECT_EQ(fs::last_write_time(out / "participants.tsv"), before);
  SimulateParams other = small();
  other.volumes = 21;
  EXPECT_THROW(simulate_trial(other, out), InputError);
}

TEST_F(SimulateTrial, PartsAndAStoppedRunGiveTheWholeTrial) {
  simulate_trial(small(), directory_ / "whole");
  const fs::path out = directory_ / "parts";
  fs::create_directories(out / "derivatives" / "truth");  // a run stopped before its first file
  EXPECT_EQ(simulate_trial(small(), out, {}, {"02"}).written, 2U);
  EXPECT_FALSE(fs::exists(out / "sub-01" / "ses-day1"));
  // As a run leaves it that was stopped within a scan.
  const fs::path scan = "sub-02/ses-day1/func/sub-02_ses-day1_task-rest_bold.nii.gz";
  fs::remove(out / scan);
  EXPECT_EQ(simulate_trial(small(), out).written, 3U);
  EXPECT_TRUE(contents(out) == contents(directory_ / "whole"));
  EXPECT_THROW(simulate_trial(small(), out, {}, {"03"}), ConfigError);
}

TEST_F(SimulateTrial, MoreDummyVolumesThanTheMagnetisationTakesAreRefused) {
  SimulateParams params = small();
  params.dummy_volumes = 9;
  EXPECT_THROW(simulate_trial(params, directory_ / "out"), ConfigError);
}

TEST_F(SimulateTrial, FilledDirectoryIsRefused) {
  std::ofstream(directory_ / "thesis.txt") << "mine";
  EXPECT_THROW(simulate_trial(small(), directory_), InputError);
  EXPECT_EQ(contents(directory_).size(), 1U);
}

TEST_F(SimulateTrial, AbsentTemplateNamesThePackage) {
  SimulateParams params = small();
  params.template_directory = (directory_ / "nowhere").string();
  try {
    simulate_trial(params, directory_ / "out");
    FAIL() << "no error";
  } catch (const InputError& error) {
    EXPECT_EQ(error.problems().size(), 4U);
    EXPECT_THAT(error.message(), testing::HasSubstr("mricron-data"));
  }
  EXPECT_FALSE(fs::exists(directory_ / "out"));
}

TEST_F(SimulateTrial, OutputBelowAFileIsAStorageError) {
  std::ofstream(directory_ / "file") << "x";
  EXPECT_THROW(simulate_trial(small(), directory_ / "file" / "out"), StorageError);
}

TEST_F(SimulateTrial, ContradictionsAreConfigErrorsAllAtOnce) {
  SimulateParams params = small();
  params.session_days = {0};
  params.arms = {"placebo", "placebo"};
  params.planted_effects = {"Amygdala-Hippocampus"};
  params.voxel_mm = 50;
  try {
    simulate_trial(params, directory_ / "out");
    FAIL() << "no error";
  } catch (const ConfigError& error) {
    EXPECT_EQ(error.problems().size(), 4U);
  }
  params = small();
  params.planted_effects = {"Amygdala:Frontal_Lobe:1"};
  EXPECT_THROW(simulate_trial(params, directory_ / "out"), ConfigError);
}

}  // namespace
}  // namespace rewire
