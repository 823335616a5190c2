#include <gtest/gtest.h>

#include <iostream>

#include "stages/compare/compare.h"
#include "stages/core/random.h"
#include "tests/stages/compare/trials.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr int null_trials = 400;
constexpr Index regions = 40;
constexpr Index edges = regions * (regions - 1) / 2;

struct Design {
  int placebo;
  int ketamine;
  bool incomplete = false;  ///< a fifth of the follow-ups and some single edges are missing
};

/// Fisher z with what edges share: a person's mean, and how strongly each region takes part.
TrialData null_trial(const Design& design, std::uint64_t stream) {
  RandomStream random(2026, stream);
  const int participants = design.placebo + design.ketamine;
  Eigen::MatrixXd values(2 * participants, edges);
  for (Index row = 0; row < values.rows(); ++row) {
    const double mean = 0.3 + 0.1 * random.normal();
    Eigen::VectorXd region(regions);
    for (double& part : region) part = 0.15 * random.normal();
    Index edge = 0;
    for (Index i = 0; i < regions; ++i) {
      for (Index j = i + 1; j < regions; ++j) {
        values(row, edge++) = mean + region[i] + region[j] + 0.2 * random.normal();
      }
    }
  }
  TrialData trial =
      testing::make_trial(testing::arms(design.placebo, design.ketamine), {"a", "b"}, values);
  if (!design.incomplete) return trial;
  for (int i = 0; i < participants; ++i) {
    if (random.uniform() < 0.2) testing::miss(trial, static_cast<std::size_t>(2 * i + 1), "left");
    for (int k = 0; k < 20; ++k) {
      trial.families[0].values(2 * i, random.below(static_cast<std::uint32_t>(edges))) =
          std::nan("");
    }
  }
  return trial;
}

bool any_below(const std::vector<Effect>& effects, double alpha) {
  return std::any_of(
      effects.begin(), effects.end(), [&](const Effect& effect) { return effect.p_fwe <= alpha; });
}

/// 400 trials without any effect: the share with an edge at p_fwe <= 0.05 has a standard deviation
/// of 1.1 points about 5 %, so that 5 % ± 3 points fails by chance once in 150 rates.
void expect_five_percent(const Design& design, VarianceModel variance = VarianceModel::pooled) {
  CompareParams params;
  params.permutations = 200;
  params.variance = variance;
  int change = 0;
  int arm_by_time = 0;
  for (int i = 0; i < null_trials; ++i) {
    const auto stream =
        static_cast<std::uint64_t>(100000 * design.placebo + 1000 * design.ketamine + i);
    const TrialData trial = null_trial(design, stream);
    params.seed = i;
    const Comparison comparison = compare(trial, params);
    change += any_below(testing::effects_of(comparison, "ketamine: b - a"), 0.05) ? 1 : 0;
    arm_by_time +=
        any_below(testing::effects_of(comparison, "(ketamine - placebo) x (b - a)"), 0.05) ? 1 : 0;
  }
  const double change_rate = static_cast<double>(change) / null_trials;
  const double arm_by_time_rate = static_cast<double>(arm_by_time) / null_trials;
  std::cout << "family-wise error: change " << change_rate << ", arm by time " << arm_by_time_rate
            << '\n';
  EXPECT_NEAR(change_rate, 0.05, 0.03);
  EXPECT_NEAR(arm_by_time_rate, 0.05, 0.03);
}

TEST(FamilywiseError, IsFivePercentWithEqualArms) { expect_five_percent({16, 16}); }

TEST(FamilywiseError, IsFivePercentWithUnequalArms) { expect_five_percent({12, 20}); }

TEST(FamilywiseError, IsFivePercentWithMissingFollowUps) { expect_five_percent({15, 18, true}); }

TEST(FamilywiseError, IsFivePercentWithWelchsT) {
  expect_five_percent({13, 19}, VarianceModel::welch);
}

TEST(PlantedEffect, IsFoundWithItsSignAndNothingElse) {
  TrialData trial = null_trial({16, 16}, 7);
  for (Index participant = 16; participant < 32; ++participant) {
    trial.families[0].values(2 * participant + 1, 0) += 1.0;
    trial.families[0].values(2 * participant + 1, 500) -= 1.0;
  }
  const Comparison comparison = compare(trial, {});
  const auto effects = testing::effects_of(comparison, "(ketamine - placebo) x (b - a)");
  for (std::size_t e = 0; e < effects.size(); ++e) {
    EXPECT_EQ(effects[e].p_fwe < 0.05, e == 0 || e == 500) << e;
  }
  EXPECT_GT(effects[0].estimate, 0.5);
  EXPECT_LT(effects[500].estimate, -0.5);
  EXPECT_GT(effects[0].effect_size_ci_low, 0.0);
}

}  // namespace
}  // namespace rewire
