#include "stages/denoise/censoring.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

namespace rewire {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using ::testing::SizeIs;

Confounds ten_volumes() {
  Confounds confounds;
  Eigen::VectorXd displacement = Eigen::VectorXd::Constant(10, 0.1);
  displacement[0] = std::nan("");
  displacement[4] = 0.9;
  confounds.add("framewise_displacement", displacement);
  Eigen::VectorXd dvars = Eigen::VectorXd::Ones(10);
  dvars[0] = std::nan("");
  dvars[4] = dvars[7] = 2.0;
  confounds.add("std_dvars", dvars);
  return confounds;
}

TEST(Censoring, LeavesOutWhatExceedsEitherLimit) {
  CensoringRules rules{.framewise_displacement_limit_mm = 0.5, .standardised_dvars_limit = 1.5};
  const Censoring both = censor_volumes(10, ten_volumes(), rules, {});
  EXPECT_THAT(both.kept, ElementsAre(1, 1, 1, 1, 0, 1, 1, 0, 1, 1));
  EXPECT_EQ(both.counts.framewise_displacement, 1);
  EXPECT_EQ(both.counts.standardised_dvars, 1);
  rules.framewise_displacement_limit_mm = 0.9;  // a value at the limit stays
  rules.standardised_dvars_limit.reset();
  EXPECT_THAT(censor_volumes(10, ten_volumes(), rules, {}).kept,
              ElementsAre(1, 1, 1, 1, 1, 1, 1, 1, 1, 1));
}

TEST(Censoring, TakesNeighboursAndShortStretchesAlong) {
  CensoringRules rules{.framewise_displacement_limit_mm = 0.5, .before = 1, .after = 2};
  const Censoring near = censor_volumes(10, ten_volumes(), rules, {});
  EXPECT_THAT(near.kept, ElementsAre(1, 1, 1, 0, 0, 0, 0, 1, 1, 1));
  EXPECT_EQ(near.counts.neighbours, 3);
  rules = {.framewise_displacement_limit_mm = 0.5,
           .standardised_dvars_limit = 1.5,
           .minimum_segment = 3};
  const Censoring far = censor_volumes(10, ten_volumes(), rules, {});
  EXPECT_THAT(far.kept, ElementsAre(1, 1, 1, 1, 0, 0, 0, 0, 0, 0));
  EXPECT_EQ(far.counts.short_segments, 4);
}

TEST(Censoring, HonoursFlagsOfOtherSteps) {
  Confounds confounds = ten_volumes();
  Eigen::VectorXd unsteady = Eigen::VectorXd::Zero(10);
  unsteady[1] = 1.0;
  confounds.add("non_steady_state_outlier00", unsteady);
  const Censoring censoring = censor_volumes(10, confounds, {}, {0, 1, 1, 1, 1, 1, 1, 1, 1, 1});
  EXPECT_THAT(censoring.kept, ElementsAre(0, 0, 1, 1, 1, 1, 1, 1, 1, 1));
  EXPECT_EQ(censoring.counts.before_this_step, 1);
  EXPECT_EQ(censoring.counts.steady_state, 1);
}

TEST(Censoring, ParametersGoBeforeTheStrategy) {
  Strategy strategy;
  strategy.censoring = {.framewise_displacement_limit_mm = 0.5,
                        .standardised_dvars_limit = 1.5,
                        .minimum_segment_volumes = 5};
  DenoiseParams params;
  params.framewise_displacement_limit_mm = 0.2;
  const CensoringRules rules = censoring_rules(params, strategy);
  EXPECT_EQ(rules.framewise_displacement_limit_mm, 0.2);
  EXPECT_EQ(rules.standardised_dvars_limit, 1.5);
  EXPECT_EQ(rules.minimum_segment, 5);
}

TEST(Censoring, ChecksTheColumnsOfItsLimits) {
  Confounds confounds = ten_volumes();
  const CensoringRules rules{.framewise_displacement_limit_mm = 0.5,
                             .standardised_dvars_limit = 1.5};
  EXPECT_THAT(check_censoring(confounds, rules), IsEmpty());
  confounds.values(3, 1) = std::nan("");
  EXPECT_THAT(check_censoring(confounds, rules), SizeIs(1));
  EXPECT_THAT(check_censoring(Confounds{}, rules), SizeIs(2));
  EXPECT_THAT(check_censoring(Confounds{}, {}), IsEmpty());
}

}  // namespace
}  // namespace rewire
