#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "stages/compare/planned/endpoint_fits.h"
#include "stages/compare/planned/planned_analysis.h"
#include "stages/kernels/statistics/labellings.h"
#include "stages/kernels/statistics/permutation_test.h"
#include "tests/stages/compare/planned/planned_trials.h"

namespace rewire {
namespace {

using testing::analyse;
using ::testing::HasSubstr;
using testing::make_inputs;
using testing::make_plan;

PlanParams plan_of_change() {
  PlanParams plan = make_plan();
  plan.model.model = TrialModel::change;
  return plan;
}

ModelData data_of(const TrialInputs& inputs, const std::vector<ChosenEndpoint>& endpoints) {
  const PlanParams plan = plan_of_change();
  const Sample sample = draw_sample(inputs, plan);
  return gather_model_data(sample.inputs,
                           sample.inputs.trial.families,
                           endpoints,
                           plan,
                           std::nullopt,
                           model_visits(sample.inputs.trial.table, plan));
}

std::vector<ContrastTest> reallocated(const TrialInputs& inputs,
                                      const std::vector<ChosenEndpoint>& endpoints) {
  const PlanParams plan = plan_of_change();
  const TrialTable table = draw_sample(inputs, plan).inputs.trial.table;
  return reallocate_arms(data_of(inputs, endpoints), table, plan, {});
}

TEST(Reallocation, OfAModelWithoutVisitsIsThePermutationOfLabels) {
  const TrialInputs inputs = make_inputs(8);
  const std::vector<ChosenEndpoint> edges{{1, 0}, {1, 1}, {1, 2}};
  const ModelData data = data_of(inputs, edges);
  const std::vector<ContrastTest> found = reallocated(inputs, edges);
  ASSERT_EQ(found.size(), 1U);
  EXPECT_EQ(found.front().permutations, 200);
  const Labellings labellings = label_permutations(data.arms, {}, 200, 20, std::uint64_t{1} << 32U);
  const PermutationResult expected = permutation_test(
      Eigen::MatrixXd(data.values - data.baseline), PermutationStatistic::pooled, labellings);
  EXPECT_EQ(found.front().tested.p, expected.p);
  EXPECT_EQ(found.front().tested.p_fwe, expected.p_fwe);
}

TEST(Reallocation, AnEndpointWithoutTIsNoTestAndSpoilsNoOther) {
  TrialInputs inputs = make_inputs(8);
  inputs.trial.families[1].values.col(1).setConstant(0.25);
  const std::vector<ContrastTest> found = reallocated(inputs, {{1, 0}, {1, 1}, {1, 2}});
  const std::vector<ContrastTest> others = reallocated(inputs, {{1, 0}, {1, 2}});
  ASSERT_EQ(found.size(), 1U);
  EXPECT_TRUE(std::isnan(found.front().tested.p[1]));
  EXPECT_TRUE(std::isnan(found.front().tested.p_fwe[1]));
  for (const Eigen::Index e : {0, 1}) {
    EXPECT_EQ(found.front().tested.p[2 * e], others.front().tested.p[e]);
    EXPECT_EQ(found.front().tested.p_fwe[2 * e], others.front().tested.p_fwe[e]);
  }
}

TEST(Reallocation, GivesMixedModelsAPAndSaysHow) {
  const TrialInputs inputs = make_inputs(8, 3);
  PlanParams plan = make_plan();
  plan.trial.followups = {"ses-2", "ses-3"};
  for (const TrialModel model : {TrialModel::mmrm, TrialModel::linear_course}) {
    plan.model.model = model;
    plan.trial.followup_days = {7, 14};
    const PlannedComparison result = analyse(inputs, plan);
    const PlannedEffect& effect = result.effects.front();
    ASSERT_TRUE(effect.reason.empty()) << effect.reason;
    EXPECT_EQ(effect.permuted, "arms of participants, and refitted");
    EXPECT_NEAR(effect.p_permutation, effect.p, 0.12);
    EXPECT_LE(effect.p_permutation_low, effect.p_permutation);
    EXPECT_THAT(result.methods, HasSubstr("arms of participants, and refitted (200 with seed"));
    EXPECT_EQ(result.effects.back().permuted, "nothing: not the planned analysis");
  }
}

}  // namespace
}  // namespace rewire
