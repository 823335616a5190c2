#include "pipeline/activity_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace rewire {
namespace {

using ::testing::ElementsAre;

/// Two regions whose ALFF is `first` and missing.
LocalActivity activity_of(double first) {
  LocalActivity activity;
  for (const char* name : {"Amygdala_L", "Other"}) {
    RegionSignal signal;
    signal.region.name = name;
    signal.region.label = static_cast<std::int32_t>(activity.regions.size() + 1);
    activity.regions.push_back(signal);
  }
  activity.regions[0].region.structure = Structure::amygdala;
  activity.regions[1].missing_reason = "coverage";
  const Eigen::Vector2d values(first, std::nan(""));
  activity.measures.push_back({.name = "alff",
                               .brain_mean = 1.0,
                               .brain_sd = 1.0,
                               .values = values,
                               .z = values / 10.0,
                               .ratio = values * 2.0});
  return activity;
}

TrialTable two_arms() {
  TrialTable table{.arms = {"placebo", "drug"}, .sessions = {"ses-1"}, .rows = {}};
  for (const char* arm : {"placebo", "drug", "drug", "drug"}) {
    TrialRow row;
    row.session = "ses-1";
    row.arm = arm;
    table.rows.push_back(row);
  }
  return table;
}

TEST(ActivityTable, HoldsMeanAndSpreadOfThoseThatHaveANumber) {
  std::vector<std::optional<LocalActivity>> sessions{
      activity_of(3.0), activity_of(4.0), activity_of(6.0), std::nullopt};
  const Table table = activity_table(two_arms(), sessions);
  EXPECT_THAT(table.column("region", ""),
              ElementsAre("Amygdala_L", "Amygdala_L", "Other", "Other"));
  EXPECT_THAT(table.column("structure", ""), ElementsAre("amygdala", "amygdala", "other", "other"));
  EXPECT_THAT(table.column("arm", ""), ElementsAre("placebo", "drug", "placebo", "drug"));
  EXPECT_THAT(table.column("n", ""), ElementsAre("1", "2", "0", "0"));
  EXPECT_THAT(table.column("mean", ""), ElementsAre("3", "5", "n/a", "n/a"));
  EXPECT_THAT(table.column("sd", ""), ElementsAre("n/a", "1.4142135623730951", "n/a", "n/a"));
  EXPECT_THAT(table.column("mean_z", ""), ElementsAre("0.3", "0.5", "n/a", "n/a"));
  EXPECT_THAT(table.column("mean_ratio", ""), ElementsAre("6", "10", "n/a", "n/a"));
}

TEST(ActivityTable, LeavesOutOtherRegionsAndIsEmptyWithoutAny) {
  LocalActivity other = activity_of(9.0);
  other.regions[0].region.name = "Renamed";
  const std::vector<std::optional<LocalActivity>> sessions{
      std::nullopt, activity_of(4.0), other, std::nullopt};
  EXPECT_THAT(activity_table(two_arms(), sessions).column("n", ""),
              ElementsAre("0", "1", "0", "0"));
  const std::vector<std::optional<LocalActivity>> none(4);
  EXPECT_TRUE(activity_table(two_arms(), none).names.empty());
}

}  // namespace
}  // namespace rewire
