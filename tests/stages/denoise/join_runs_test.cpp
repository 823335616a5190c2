#include "stages/denoise/join_runs.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "stages/core/error.h"
#include "tests/stages/denoise/example_scan.h"

namespace rewire {
namespace {

using namespace testing;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

RegionSeries run_of(std::uint64_t stream, double degrees_of_freedom) {
  RegionSeries run;
  run.atlas = "Test";
  run.repetition_time_s = 2.0;
  run.degrees_of_freedom = degrees_of_freedom;
  run.values.resize(volumes, 2);
  run.values << noise(stream) * 3.0, noise(stream + 1).array() + 90.0;
  run.kept.assign(static_cast<std::size_t>(volumes), 1);
  for (const int label : {1, 2}) {
    RegionSignal signal;
    signal.region.label = label;
    signal.region.name = "R" + std::to_string(label);
    signal.coverage = 0.5 + 0.1 * static_cast<double>(stream);
    signal.voxel_count = 10 + stream;
    signal.tsnr = 40.0;
    run.regions.push_back(signal);
  }
  return run;
}

TEST(JoinRuns, StandardisesEachRunAndKeepsItsPlace) {
  const std::vector<RegionSeries> runs{run_of(1, 60.0), run_of(3, 50.0)};
  const RegionSeries joined = join_runs(runs);
  EXPECT_THAT(validate(joined, "joined"), IsEmpty());
  EXPECT_EQ(joined.values.rows(), 2 * volumes);
  EXPECT_THAT(joined.run_starts, ElementsAre(0, volumes));
  EXPECT_EQ(joined.degrees_of_freedom, 110.0);
  EXPECT_EQ(joined.regions[0].voxel_count, 11U);
  EXPECT_DOUBLE_EQ(joined.regions[0].coverage, 0.6);
  for (const Eigen::Index begin : {Eigen::Index{0}, volumes}) {
    const auto part = joined.values.col(1).segment(begin, volumes);
    EXPECT_NEAR(part.mean(), 0.0, 1e-12);
    EXPECT_NEAR(part.squaredNorm() / static_cast<double>(volumes - 1), 1.0, 1e-12);
  }
}

TEST(JoinRuns, CensoredVolumesCountForNothing) {
  std::vector<RegionSeries> runs{run_of(1, 60.0), run_of(3, 0.0)};
  runs[1].kept[5] = 0;
  const RegionSeries clean = join_runs(runs);
  runs[1].values(5, 0) = 1e6;
  const RegionSeries spiked = join_runs(runs);
  EXPECT_TRUE((clean.values.array() == spiked.values.array()).all());
  EXPECT_EQ(clean.values(volumes + 5, 0), 0.0);
  EXPECT_EQ(clean.degrees_of_freedom, 0.0);
}

TEST(JoinRuns, ARegionMissingInOneRunIsMissing) {
  std::vector<RegionSeries> runs{run_of(1, 60.0), run_of(3, 50.0)};
  runs[1].values.col(0).setConstant(std::nan(""));
  runs[1].regions[0].missing_reason = "coverage";
  runs[0].values.col(1).setConstant(4.0);
  const RegionSeries joined = join_runs(runs);
  EXPECT_THAT(validate(joined, "joined"), IsEmpty());
  EXPECT_EQ(joined.regions[0].missing_reason, "run 2: coverage");
  EXPECT_EQ(joined.regions[1].missing_reason, "run 1: series is constant");
}

TEST(JoinRuns, RefusesRunsThatDoNotBelongTogether) {
  std::vector<RegionSeries> runs{run_of(1, 60.0), run_of(3, 50.0)};
  EXPECT_THROW(join_runs({}), InputError);
  runs[1].repetition_time_s = 1.0;
  runs[1].regions.pop_back();
  EXPECT_EQ(check_runs(runs).size(), 2U);
  EXPECT_THROW(join_runs(runs), InputError);
}

}  // namespace
}  // namespace rewire
