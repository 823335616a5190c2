#include "stages/compare/planned/planned_analysis.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>

#include "stages/compare/planned/checks.h"
#include "stages/compare/planned/error_control.h"
#include "stages/core/error.h"
#include "stages/data/matrix_content.h"
#include "stages/kernels/statistics/bayes_factor.h"
#include "tests/reference_file.h"
#include "tests/stages/compare/planned/planned_trials.h"

namespace rewire {
namespace {

using testing::analyse;
using ::testing::Contains;
using ::testing::HasSubstr;
using testing::make_inputs;
using testing::make_plan;
using ::testing::Not;

constexpr double tolerance = 1e-9;

/// The trial of tests/reference/planned: ses-1 to ses-3, one endpoint, site and age.
TrialInputs reference_trial() {
  const Eigen::MatrixXd data = testing::read_reference_matrix("planned/trial.txt");
  TrialInputs inputs;
  inputs.trial.table.arms = {"drug", "placebo"};
  inputs.trial.table.sessions = {"ses-1", "ses-2", "ses-3"};
  EndpointFamily family{"structure_pair", {"amygdala--prefrontal"}, {}};
  family.values.resize(3 * data.rows(), 1);
  for (Eigen::Index i = 0; i < data.rows(); ++i) {
    for (int session = 0; session < 3; ++session) {
      TrialRow row;
      row.participant = "sub-" + std::to_string(101 + i);
      row.session = "ses-" + std::to_string(session + 1);
      row.arm = data(i, 0) == 1.0 ? "drug" : "placebo";
      row.factors["site"] = data(i, 1) == 1.0 ? "b" : "a";
      row.covariates["age"] = data(i, 2);
      const double value = data(i, 3 + session);
      if (std::isnan(value)) row.missing_reason = "missed";
      family.values(3 * i + session, 0) = value;
      inputs.trial.table.rows.push_back(std::move(row));
      inputs.quality.push_back(unknown_quality());
    }
  }
  inputs.trial.families.push_back(std::move(family));
  return inputs;
}

PlanParams reference_plan() {
  PlanParams plan = make_plan();
  plan.trial.followups = {"ses-2", "ses-3"};
  plan.trial.site_column = "site";
  plan.trial.participant_covariates = {"age"};
  return plan;
}

TEST(PlannedAnalysis, AncovaIsThatOfStatsmodels) {
  const Eigen::MatrixXd expected = testing::read_reference_matrix("planned/ancova.txt");
  const PlannedComparison result = analyse(reference_trial(), reference_plan());
  for (Eigen::Index f = 0; f < 2; ++f) {
    const PlannedEffect& effect = result.effects[static_cast<std::size_t>(f)];
    ASSERT_EQ(effect.analysis, "plan");
    EXPECT_EQ(effect.followup, f == 0 ? "ses-2" : "ses-3");
    EXPECT_EQ(effect.reason, "");
    const std::vector<double> found{effect.estimate,
                                    effect.standard_error,
                                    effect.t,
                                    effect.degrees_of_freedom,
                                    effect.p,
                                    effect.ci_low,
                                    effect.ci_high,
                                    effect.mean_reference,
                                    effect.mean_treatment,
                                    effect.p_adjusted};
    for (std::size_t i = 0; i < found.size(); ++i) {
      EXPECT_NEAR(found[i], expected(f, static_cast<Eigen::Index>(i)), tolerance) << i;
    }
    EXPECT_LT(effect.p_permutation_low, effect.p_permutation);
    EXPECT_GT(effect.p_permutation_high, effect.p_permutation);
    // 200 permutations: within five standard errors of the parametric p.
    EXPECT_NEAR(effect.p_permutation, effect.p, 5.0 * std::sqrt(effect.p * (1 - effect.p) / 200));
  }
}

TEST(PlannedAnalysis, LeavingOnePersonOutIsDoneByHand) {
  const Eigen::MatrixXd expected = testing::read_reference_matrix("planned/ancova.txt");
  const PlannedComparison result = analyse(reference_trial(), reference_plan());
  Eigen::Index f = 0;
  for (const CheckLine& line : result.checks) {
    if (line.check != "leave one person out") continue;
    EXPECT_NEAR(line.low, expected(f, 10), tolerance);
    EXPECT_NEAR(line.high, expected(f, 11), tolerance);
    EXPECT_NEAR(line.p, expected(f, 12), tolerance);
    EXPECT_THAT(line.note, HasSubstr("largest p without sub-"));
    ++f;
  }
  EXPECT_EQ(f, 2);
}

TEST(PlannedAnalysis, OneFollowUpInTheMixedModelIsTheAncova) {
  PlanParams plan = reference_plan();
  plan.trial.followups = {"ses-3"};
  const PlannedEffect ancova = analyse(reference_trial(), plan).effects.front();
  plan.model.model = TrialModel::mmrm;
  const PlannedEffect mixed = analyse(reference_trial(), plan).effects.front();
  EXPECT_NEAR(mixed.estimate, ancova.estimate, 1e-8);
  EXPECT_NEAR(mixed.standard_error, ancova.standard_error, 1e-8);
  EXPECT_NEAR(mixed.degrees_of_freedom, ancova.degrees_of_freedom, 1e-4);
  EXPECT_NEAR(mixed.mean_reference, ancova.mean_reference, 1e-8);
}

TEST(PlannedAnalysis, TheMixedModelOfAllFollowUpsIsThatOfNlme) {
  const Eigen::MatrixXd expected = testing::read_reference_matrix("planned/mixed.txt");
  PlanParams plan = reference_plan();
  plan.model.model = TrialModel::mmrm;
  plan.model.degrees_of_freedom = PlannedDegrees::satterthwaite;
  const PlannedComparison result = analyse(reference_trial(), plan);
  for (Eigen::Index f = 0; f < 2; ++f) {
    const PlannedEffect& effect = result.effects[static_cast<std::size_t>(f)];
    EXPECT_NEAR(effect.estimate, expected(f, 0), 1e-5);
    EXPECT_NEAR(effect.standard_error, expected(f, 1), 1e-5);
    EXPECT_TRUE(effect.p_permutation > 0.0 && effect.p_permutation <= 1.0);
  }
}

TEST(PlannedAnalysis, WithoutBaselineAndCovariatesChangeIsTheTwoSampleTest) {
  TrialInputs inputs = make_inputs(7);
  PlanParams plan = make_plan();
  plan.model.model = TrialModel::change;
  plan.endpoints.exploratory = {"structure_pair"};
  const PlannedComparison result = analyse(inputs, plan);
  double sum[2] = {0.0, 0.0};
  const Eigen::MatrixXd& values = inputs.trial.families[0].values;
  for (int i = 0; i < 14; ++i) sum[i % 2] += (values(2 * i + 1, 0) - values(2 * i, 0)) / 7;
  const PlannedEffect& effect = result.effects.front();
  EXPECT_NEAR(effect.estimate, sum[0] - sum[1], tolerance);
  EXPECT_NEAR(effect.mean_treatment, sum[0], tolerance);
  EXPECT_EQ(effect.degrees_of_freedom, 12);
  // The exploratory family holds the same test.
  for (const Effect& one : result.exploratory.effects) {
    if (one.endpoint != effect.endpoint || one.n_reference == 0 || one.n_treatment == 0) continue;
    EXPECT_NEAR(one.t, effect.t, tolerance);
    EXPECT_EQ(one.p, effect.p_permutation);
  }
}

TEST(PlannedAnalysis, WeightsAreThoseOfAMetaRegression) {
  const Eigen::MatrixXd table = testing::read_reference_matrix("models/weighted.txt");
  const Eigen::MatrixXd expected = testing::read_reference_matrix("models/weighted_fit.txt");
  TrialInputs inputs = make_inputs(15);
  EndpointFamily& family = inputs.trial.families[0];
  family.standard_errors.setZero(family.values.rows(), family.values.cols());
  for (Eigen::Index i = 0; i < table.rows(); ++i) {
    // The change is the reference's number, all of its variance that of the follow-up.
    family.values(2 * i, 0) = 0.0;
    family.values(2 * i + 1, 0) = table(i, 2);
    family.standard_errors(2 * i + 1, 0) = std::sqrt(table(i, 1));
    for (const Eigen::Index row : {2 * i, 2 * i + 1}) {
      inputs.trial.table.rows[static_cast<std::size_t>(row)].arm =
          table(i, 0) == 1.0 ? "drug" : "placebo";
    }
  }
  PlanParams plan = make_plan();
  plan.model.model = TrialModel::change;
  plan.model.weights = EndpointWeights::standard_errors;
  plan.model.degrees_of_freedom = PlannedDegrees::satterthwaite;
  const PlannedComparison result = analyse(inputs, plan);
  EXPECT_EQ(result.effects.front().model, "change, weighted");
  EXPECT_NEAR(result.effects.front().estimate, expected(0, 1), 1e-6);
  EXPECT_NEAR(result.effects.front().standard_error, expected(0, 2), 1e-6);
  bool equal = false;
  for (const PlannedEffect& effect : result.effects) {
    equal = equal || effect.analysis == "equal weights";
  }
  EXPECT_TRUE(equal);
}

// R's BayesFactor, see the kernel's test, of the adjusted t.
TEST(PlannedAnalysis, SpecificationsAndBayesFactorsStandBesideThePlan) {
  TrialInputs inputs = make_inputs(8);
  inputs.alternatives.push_back({"gsr", inputs.trial.families});
  RandomStream random(5, 2);
  for (VisitQuality& quality : inputs.quality) quality.mean_fd_mm = 0.2 + 0.05 * random.uniform();
  const PlannedComparison result = analyse(inputs, make_plan());
  std::map<std::string, double> estimates;
  for (const PlannedEffect& effect : result.effects) {
    estimates[effect.analysis] = effect.estimate;
    EXPECT_NEAR(effect.log10_bayes_factor,
                log_bayes_factor(effect.t, effect.degrees_of_freedom, 4.0) / std::log(10.0),
                1e-9);
  }
  EXPECT_EQ(estimates.count("inputs: gsr; change from baseline; with change of motion"), 1U);
  EXPECT_EQ(estimates.size(), 2U * 2U * 2U + 1U) << "and a variance per arm";
  EXPECT_EQ(estimates["inputs: gsr"], estimates["plan"]);
}

TEST(ErrorControl, CountsATestThatCouldNotBeMade) {
  const double nan = std::nan("");
  const Eigen::VectorXd p = Eigen::Vector3d(0.01, nan, 0.02);
  const Eigen::VectorXd holm_p = control_primary(p, PrimaryControl::holm);
  EXPECT_NEAR(holm_p[0], 0.03, 1e-15);
  EXPECT_TRUE(std::isnan(holm_p[1]));
  EXPECT_NEAR(holm_p[2], 0.04, 1e-15);
  const Eigen::VectorXd sequence = control_primary(p, PrimaryControl::fixed_sequence);
  EXPECT_EQ(sequence[0], 0.01);
  EXPECT_EQ(sequence[2], 1.0);
}

TEST(PersonalMaps, HoldEveryEdgeOfEverybodyOutsideTheReferenceArm) {
  const TrialInputs inputs = make_inputs(9);
  PlanParams plan = make_plan();
  plan.reliability.personal_change = EndpointExtent::edges;
  const TrialFindings findings = analyse(inputs, plan).findings;
  const PersonalMaps& maps = findings.maps;
  ASSERT_EQ(maps.participants.size(), 9U);
  EXPECT_EQ(maps.endpoints, inputs.trial.families[1].endpoints);
  ASSERT_EQ(maps.t.cols(), 3);
  // One participant by hand, of the lines and of the map.
  const Eigen::MatrixXd values = inputs.trial.families[1].values;
  Eigen::VectorXd before(9);
  Eigen::VectorXd after(9);
  for (Eigen::Index i = 0; i < 9; ++i) {  // odd participants: placebo
    before[i] = values(4 * i + 2, 1);
    after[i] = values(4 * i + 3, 1);
  }
  const auto variance = [](const Eigen::VectorXd& x) {
    return (x.array() - x.mean()).square().sum() / 8.0;
  };
  const Eigen::VectorXd change = after - before;
  const double own = values(5, 1) - values(4, 1);
  EXPECT_EQ(maps.participants[1], "sub-103");
  EXPECT_NEAR(
      maps.t(1, 1), (own - change.mean()) / std::sqrt(variance(change) * (1.0 + 1.0 / 9.0)), 1e-12);
  const double r = ((before.array() - before.mean()) * (after.array() - after.mean())).sum() / 8.0 /
                   std::sqrt(variance(before) * variance(after));
  const auto line =
      std::find_if(findings.people.begin(), findings.people.end(), [](const PersonLine& one) {
        return one.participant == "sub-103" && one.endpoint == "Amygdala_L--Frontal";
      });
  ASSERT_NE(line, findings.people.end());
  EXPECT_NEAR(
      line->reliable_change_index, own / std::sqrt(2.0 * variance(before) * (1.0 - r)), 1e-12);
  EXPECT_DOUBLE_EQ(line->q, maps.q(1, 1));
}

TEST(SpecificationCurve, GoesByEstimateAndNamesEveryChoice) {
  TrialInputs inputs = make_inputs(9);
  for (std::size_t row = 0; row < inputs.quality.size(); ++row) {
    inputs.quality[row].mean_fd_mm = 0.1 + 0.01 * static_cast<double>(row % 7);
  }
  inputs.alternatives.push_back({"strategy:gsr,atlas:AAL", inputs.trial.families});
  inputs.alternatives.back().families[0].values.array() += 0.1;
  const PlannedComparison result = analyse(inputs, make_plan());
  const auto& curve = result.findings.specifications;
  // Inputs x model x motion, and one variance per arm.
  ASSERT_EQ(curve.size(), 9U);
  std::set<std::string> choices;
  int planned = 0;
  for (std::size_t i = 0; i < curve.size(); ++i) {
    EXPECT_EQ(curve[i].rank, static_cast<int>(i) + 1);
    EXPECT_LE(curve[i == 0 ? 0 : i - 1].estimate, curve[i].estimate);
    choices.insert(curve[i].choices);
    planned += curve[i].planned;
    if (curve[i].planned == 0) continue;
    EXPECT_EQ(curve[i].estimate, result.effects.front().estimate);
  }
  EXPECT_EQ(planned, 1);
  EXPECT_EQ(choices.size(), 9U);
  EXPECT_THAT(choices,
              Contains("strategy: gsr; atlas: AAL; model: change; motion: its change as covariate; "
                       "variance: one; participants: all"));
}

}  // namespace
}  // namespace rewire
