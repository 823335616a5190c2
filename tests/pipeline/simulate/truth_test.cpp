#include <gtest/gtest.h>

#include <filesystem>

#include "pipeline/simulate/simulate.h"
#include "tests/end_to_end/program.h"

namespace rewire {
namespace {

namespace fs = std::filesystem;

/// Images of one scan with one effect alone, read by check_truth.py with nibabel and held against
/// the truth that is written beside them.
class SimulateTruth : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (fs::temp_directory_path() / "rewire-truth-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    directory_ = name;
  }
  void TearDown() override { fs::remove_all(directory_); }

  /// One scan of a head at rest, without noise or signal.
  static SimulateParams plain() {
    SimulateParams params;
    params.arms = {"placebo"};
    params.sessions = {"baseline"};
    params.session_days = {0};
    params.session_effects = {0};
    params.participants_per_arm = 1;
    params.missing_share = 0;
    params.signal_percent = params.thermal_noise_percent = params.physiological_noise_percent = 0;
    params.cardiac_percent = params.respiratory_percent = params.global_percent = 0;
    params.drift_percent = params.motion_mm = params.jumps_per_minute = 0;
    params.dropout = params.receive_bias = 0;
    params.image_numbers = ImageNumbers::float32;
    params.anatomy_voxel_mm = 6;
    params.voxel_mm = 6;
    params.volumes = 20;
    params.dummy_volumes = 0;
    return params;
  }

  std::string written(const SimulateParams& params, const std::string& name) const {
    simulate_trial(params, directory_ / name);
    return (directory_ / name).string();
  }

  static void check(const std::string& name, const std::string& trials) {
    const testing::ProgramResult result =
        testing::run_command(std::string(REWIRE_PYTHON) + " " + REWIRE_SOURCE_DIR +
                             "/tests/pipeline/simulate/check_truth.py " + name + " " + trials);
    EXPECT_EQ(result.exit_status, 0) << result.output;
  }

  fs::path directory_;
};

TEST_F(SimulateTruth, RegionsFollowTheirSignalsAtTheTimeOfEachSlice) {
  SimulateParams params = plain();
  params.signal_percent = 5;
  params.volumes = 80;
  check("signals", written(params, "signals"));
}

TEST_F(SimulateTruth, MotionIsUndoneByItsMatrices) {
  SimulateParams params = plain();
  params.motion_mm = 2;
  params.voxel_mm = 4;
  check("motion", written(params, "motion"));
}

TEST_F(SimulateTruth, ThermalNoiseHasTheSizeAskedFor) {
  SimulateParams params = plain();
  params.thermal_noise_percent = 2;
  check("thermal", written(params, "thermal"));
}

TEST_F(SimulateTruth, PhysiologicalNoiseHasItsAutocorrelation) {
  SimulateParams params = plain();
  params.physiological_noise_percent = 3;
  params.physiological_autocorrelation = 0.5;
  params.volumes = 60;
  check("autocorrelation", written(params, "autocorrelation"));
}

TEST_F(SimulateTruth, DriftIsThatOfTheTable) {
  SimulateParams params = plain();
  params.drift_percent = 5;
  check("drift", written(params, "drift"));
}

TEST_F(SimulateTruth, PulsationIsStrongestInFluidAndAliased) {
  SimulateParams params = plain();
  params.cardiac_percent = 5;
  params.volumes = 60;
  check("cardiac", written(params, "cardiac"));
}

TEST_F(SimulateTruth, SignalIsLostWhereThereIsAir) {
  SimulateParams params = plain();
  const std::string whole = written(params, "whole");
  params.dropout = 0.7;
  check("dropout", written(params, "lossy") + " " + whole);
}

TEST_F(SimulateTruth, TheCoilIsUnevenAsItsTruthSays) {
  SimulateParams params = plain();
  const std::string even = written(params, "even");
  params.receive_bias = 0.3;
  check("receive", written(params, "uneven") + " " + even);
}

TEST_F(SimulateTruth, DistortionFollowsTheField) {
  SimulateParams params = plain();
  params.voxel_mm = 4;
  const std::string straight = written(params, "straight");
  params.distortion_mm = 6;
  check("distortion", written(params, "bent") + " " + straight);
}

TEST_F(SimulateTruth, MagnetisationComesToItsSteadyState) {
  SimulateParams params = plain();
  params.voxel_mm = 4;
  params.dummy_volumes.reset();
  const std::string whole = written(params, "whole");
  params.dummy_volumes = 1;
  check("dummies", whole + " " + written(params, "cut"));
}

TEST_F(SimulateTruth, NumbersOfSixteenBitsHoldTheSameScan) {
  SimulateParams params = plain();
  params.thermal_noise_percent = 1;
  params.image_numbers = ImageNumbers::int16;
  const std::string whole = written(params, "whole");
  params.image_numbers = ImageNumbers::scaled;
  check("numbers", whole + " " + written(params, "fine"));
}

}  // namespace
}  // namespace rewire
