#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

#include "pipeline/simulate/simulate.h"

namespace rewire {
namespace {

namespace fs = std::filesystem;

/// Each trial has another field map.
class BidsValidator : public testing::TestWithParam<FieldMap> {};

TEST_P(BidsValidator, AcceptsASimulatedTrial) {
  const fs::path here = fs::path(REWIRE_SOURCE_DIR) / "tests/end_to_end/bids_validator";
  const fs::path validator = here / "node_modules/.bin/bids-validator";
  if (!fs::exists(validator)) {
    GTEST_SKIP() << "no BIDS validator: run npm ci in " << here.string();
  }
  std::string name = (fs::temp_directory_path() / "rewire-validator-XXXXXX").string();
  ASSERT_NE(mkdtemp(name.data()), nullptr);
  SimulateParams params = simulate_preset(SimulatePreset::tiny);
  params.participants_per_arm = 2;
  params.volumes = 20;
  params.missing_share = 0.1;
  params.voxel_mm = 8;
  params.anatomy_voxel_mm = 6;
  params.distortion_mm = 4;
  params.field_map = GetParam();
  params.anatomy_sessions = AnatomySessions::every;
  simulate_trial(params, fs::path(name) / "trial");
  const std::string command = validator.string() + " --ignoreWarnings " + name + "/trial >" + name +
                              "/log 2>&1 || { cat " + name + "/log; exit 1; }";
  EXPECT_EQ(std::system(command.c_str()), 0);
  fs::remove_all(name);
}

INSTANTIATE_TEST_SUITE_P(
    EveryFieldMap,
    BidsValidator,
    testing::Values(FieldMap::none, FieldMap::phasediff, FieldMap::fieldmap, FieldMap::epi_pair));

}  // namespace
}  // namespace rewire
