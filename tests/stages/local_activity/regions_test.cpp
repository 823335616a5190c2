#include <gtest/gtest.h>

#include <cmath>

#include "stages/core/error.h"
#include "stages/local_activity/join_activity.h"
#include "stages/local_activity/local_activity.h"

namespace rewire {
namespace {

constexpr float nan = std::numeric_limits<float>::quiet_NaN();

/// Eight voxels: two of region A, three of B, one of C, one of D, one of none.
struct Example {
  Mask mask{.grid = Grid{.dims = {8, 1, 1}}, .inside = std::vector<std::uint8_t>(8, 1)};
  ActivityMaps amplitude{.mask = mask, .maps = {}, .warnings = {}};
  ActivityMaps homogeneity{.mask = mask, .maps = {}, .warnings = {}};
  ScanAtlas atlas;
  RegionSeries series;

  Example() {
    Eigen::VectorXf values(8);
    values << 1, 3, 4, 5, nan, 7, 8, 10;
    amplitude.maps.push_back({"alff", values});
    values << 0.5F, 0.5F, 0.2F, 0.3F, 0.4F, nan, 0.6F, 0.7F;
    homogeneity.maps.push_back({"reho", values});
    atlas.atlas.name = "Test";
    atlas.atlas.label_map = {.grid = mask.grid, .labels = {1, 1, 2, 2, 2, 3, 4, 0}};
    series.atlas = "Test";
    for (const char* name : {"A", "B", "C", "D"}) {
      Region region;
      region.label = static_cast<std::int32_t>(atlas.atlas.regions.size() + 1);
      region.name = name;
      atlas.atlas.regions.push_back(region);
      atlas.expected_voxels.push_back(3);
      RegionSignal signal;
      signal.region = region;
      signal.voxel_count = 2;
      signal.coverage = 0.9;
      signal.tsnr = 40.0;
      series.regions.push_back(signal);
    }
  }
};

TEST(LocalActivity, RegionsAreMeansOverVoxelsWithANumberRawAndStandardised) {
  const Example example;
  const LocalActivity activity =
      local_activity(example.amplitude, example.homogeneity, example.series, example.atlas, {});
  ASSERT_EQ(activity.measures.size(), 2U);
  const RegionActivity& alff = activity.measures[0];
  EXPECT_DOUBLE_EQ(alff.values[0], 2.0);
  EXPECT_DOUBLE_EQ(alff.values[1], 4.5);
  EXPECT_NEAR(alff.brain_mean, 38.0 / 7.0, 1e-12);
  EXPECT_NEAR(alff.ratio[0], 2.0 * 7.0 / 38.0, 1e-12);
  EXPECT_NEAR(alff.z[0], (2.0 - 38.0 / 7.0) / alff.brain_sd, 1e-12);
  EXPECT_NEAR(activity.measures[1].values[1], 0.3, 1e-7);
  EXPECT_FALSE(has_errors(validate(activity, "activity")));
}

TEST(LocalActivity, RegionsBelowAGateAreMissingWithAReason) {
  Example example;
  example.series.regions[0].tsnr = 9.0;
  example.series.regions[1].missing_reason = "coverage 0.20 below 0.5";
  example.series.regions[3].tsnr = std::nan("");
  const LocalActivity activity =
      local_activity(example.amplitude, example.homogeneity, example.series, example.atlas, {});
  EXPECT_EQ(activity.regions[0].missing_reason, "tSNR 9.0 below 10");
  EXPECT_EQ(activity.regions[1].missing_reason, "coverage 0.20 below 0.5");
  EXPECT_EQ(activity.regions[2].missing_reason, "no voxel with a number of reho");
  EXPECT_EQ(activity.regions[3].missing_reason, "");
  for (const RegionActivity& measure : activity.measures) {
    for (const Eigen::Index missing : {0, 1, 2}) {
      EXPECT_TRUE(std::isnan(measure.values[missing]));
      EXPECT_TRUE(std::isnan(measure.z[missing]));
    }
    EXPECT_FALSE(std::isnan(measure.ratio[3]));
  }
  EXPECT_FALSE(has_errors(validate(activity, "activity")));
}

TEST(LocalActivity, PartsOfOtherScansAreRefused) {
  Example example;
  example.series.regions.pop_back();
  EXPECT_THROW(
      local_activity(example.amplitude, example.homogeneity, example.series, example.atlas, {}),
      InputError);
  Example moved;
  moved.atlas.atlas.label_map.grid.world_from_voxel(0, 3) += 5.0;
  EXPECT_THROW(local_activity(moved.amplitude, moved.homogeneity, moved.series, moved.atlas, {}),
               InputError);
}

TEST(LocalActivity, MapsAreZeroOutsideTheMaskAndStandardisedInside) {
  Example example;
  Mask mask = example.mask;
  mask.inside[7] = 0;
  ActivityMap map{"alff", example.amplitude.maps[0].values.head(7)};
  const Volume z = map_volume(mask, map, Standardisation::z);
  const Volume ratio = map_volume(mask, map, Standardisation::ratio);
  const MeanAndDeviation brain = over_brain(map.values);
  EXPECT_EQ(z.values[7], 0.0F);
  EXPECT_TRUE(std::isnan(z.values[4]));
  EXPECT_NEAR(static_cast<double>(z.values[2]), (4.0 - brain.mean) / brain.deviation, 1e-6);
  EXPECT_NEAR(static_cast<double>(ratio.values[2]), 4.0 / brain.mean, 1e-6);
  EXPECT_EQ(map_volume(mask, map, Standardisation::none).values[2], 4.0F);
}

/// Two runs of 30 and 90 kept volumes; the second has twice the values and no region B.
RunActivity two_runs() {
  const Example example;
  Example louder;
  louder.amplitude.maps[0].values *= 2.0F;
  louder.series.regions[0].coverage = 0.7;
  louder.series.regions[0].tsnr = 60.0;
  louder.series.regions[1].missing_reason = "coverage 0.20 below 0.5";
  RunActivity runs{.runs = {}, .kept_volumes = {30, 90}};
  for (const Example* run : {&example, static_cast<const Example*>(&louder)}) {
    runs.runs.push_back(
        local_activity(run->amplitude, run->homogeneity, run->series, run->atlas, {}));
  }
  return runs;
}

TEST(JoinActivity, IsTheMeanOverRunsWeightedByTheirKeptVolumes) {
  const RunActivity runs = two_runs();
  const LocalActivity joined = join_activity(runs, {});
  EXPECT_FALSE(has_errors(validate(joined, "activity")));
  const RegionActivity& alff = joined.measures[0];
  EXPECT_NEAR(alff.values[0], 0.25 * 2.0 + 0.75 * 4.0, 1e-12);
  EXPECT_NEAR(alff.brain_mean, 0.25 * 38.0 / 7.0 + 0.75 * 76.0 / 7.0, 1e-12);
  // A gain of the scanner leaves what is standardised by each run's own brain.
  EXPECT_NEAR(alff.z[0], runs.runs[0].measures[0].z[0], 1e-6);
  EXPECT_NEAR(alff.ratio[3], runs.runs[0].measures[0].ratio[3], 1e-6);
  EXPECT_EQ(joined.regions[0].coverage, 0.7);
  EXPECT_EQ(joined.regions[0].tsnr, 50.0);
}

TEST(JoinActivity, ARegionThatIsMissingInOneRunIsMissing) {
  const LocalActivity joined = join_activity(two_runs(), {});
  EXPECT_EQ(joined.regions[1].missing_reason, "run 2: coverage 0.20 below 0.5");
  EXPECT_EQ(joined.regions[2].missing_reason, "run 1: no voxel with a number of reho");
  for (const RegionActivity& measure : joined.measures) {
    EXPECT_TRUE(std::isnan(measure.values[1]));
    EXPECT_TRUE(std::isnan(measure.z[2]));
  }
}

TEST(JoinActivity, OfOneRunIsThatRunAndOfOthersIsRefused) {
  RunActivity one = two_runs();
  one.runs.pop_back();
  one.kept_volumes.pop_back();
  EXPECT_EQ(join_activity(one, {}).measures[0].z[3], one.runs[0].measures[0].z[3]);
  EXPECT_THROW(join_activity({}, {}), InputError);
  RunActivity renamed = two_runs();
  renamed.runs[1].regions[0].region.name = "Z";
  EXPECT_THROW(join_activity(renamed, {}), InputError);
  RunActivity fewer = two_runs();
  fewer.runs[1].measures.pop_back();
  EXPECT_THROW(join_activity(fewer, {}), InputError);
  RunActivity empty = two_runs();
  empty.kept_volumes[1] = 0;
  EXPECT_THROW(join_activity(empty, {}), InputError);
}

}  // namespace
}  // namespace rewire
