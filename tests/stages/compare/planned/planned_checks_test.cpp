#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <Eigen/LU>
#include <map>
#include <set>

#include "stages/kernels/statistics/distributions.h"
#include "tests/stages/compare/planned/planned_trials.h"

namespace rewire {
namespace {

using testing::analyse;
using ::testing::HasSubstr;
using testing::make_inputs;
using testing::make_plan;
using ::testing::Not;

TEST(PlannedAnalysis, OutcomesAreNoBaselineAndMethodsNameWhatWasUsed) {
  TrialInputs inputs = make_inputs(8);
  RandomStream random(5, 2);
  double score = 0.0;
  for (TrialRow& row : inputs.trial.table.rows) {
    if (row.session == "ses-1") score = random.normal();
    row.covariates["year_later"] = score;
    row.covariates["madrs"] = random.normal();
  }
  PlanParams plan = make_plan();
  plan.prediction.outcomes = {"year_later", "madrs"};
  plan.prediction.learners = {"ridge", "elastic_net"};
  plan.prediction.permutations = 20;
  const PlannedComparison result = analyse(inputs, plan);
  std::set<std::string> balanced;
  for (const CheckLine& line : result.checks) {
    if (line.check == "baseline balance") balanced.insert(line.quantity);
  }
  EXPECT_TRUE(balanced.contains("madrs"));
  EXPECT_FALSE(balanced.contains("year_later"));
  EXPECT_EQ(result.findings.predictions.size(), 4U);
  for (const char* part : {"NOT LOCKED",
                           "200 with seed",
                           "nested cross-validation (10 folds, 5 inner folds",
                           "doi:10.1136/bmj.323.7321.1123",
                           "doi:10.3758/PBR.16.2.225"}) {
    EXPECT_THAT(result.methods, HasSubstr(part));
  }
  EXPECT_THAT(result.methods, HasSubstr("(digest " + result.plan_digest));
  EXPECT_THAT(result.methods, ::testing::Not(HasSubstr("10.1038/nprot.2016.178")));
}

TEST(PlannedAnalysis, ChecksSpeakOfMotion) {
  TrialInputs inputs = make_inputs(8);
  PlanParams plan = make_plan();
  std::map<std::string, std::string> notes;
  for (const CheckLine& line : analyse(inputs, plan).checks) notes[line.check] = line.note;
  EXPECT_THAT(notes["motion"], HasSubstr("known of no session"));
  EXPECT_THAT(notes["QC-FC of change"], HasSubstr("not checked"));
  RandomStream random(5, 1);
  for (std::size_t row = 0; row < inputs.quality.size(); ++row) {
    const TrialRow& visit = inputs.trial.table.rows[row];
    inputs.quality[row].mean_fd_mm = 0.2 + 0.01 * random.uniform() +
                                     (visit.session == "ses-2" && visit.arm == "drug" ? 0.1 : 0.0);
  }
  const PlannedComparison result = analyse(inputs, plan);
  bool found = false;
  bool edges = false;
  for (const CheckLine& line : result.checks) {
    if (line.check == "motion" && line.arm == "drug - placebo") {
      found = true;
      EXPECT_NEAR(line.value, 0.1, 0.01);
      EXPECT_THAT(line.note, HasSubstr("differs between arms"));
    }
    edges = edges || (line.check == "QC-FC of change" && line.n == 16 && line.p > 0.0);
  }
  EXPECT_TRUE(found);
  EXPECT_TRUE(edges);
  bool with_motion = false;
  for (const PlannedEffect& effect : result.effects) {
    with_motion = with_motion || effect.analysis == "with change of motion";
  }
  EXPECT_TRUE(with_motion);
}

TEST(PlannedAnalysis, CodedArmsAppearNowhereByName) {
  PlanParams plan = make_plan();
  plan.trial.blinding = Blinding::coded;
  plan.endpoints.exploratory = {"edge"};
  const TrialInputs inputs = make_inputs(6);
  const PlannedComparison result = analyse(inputs, plan);
  EXPECT_TRUE(result.is_coded);
  EXPECT_EQ(result.reference_arm, "A");
  for (const PlannedEffect& effect : result.effects) EXPECT_EQ(effect.arm, "B");
  for (const FlowRow& row : result.flow) EXPECT_THAT(row.arm, Not(HasSubstr("placebo")));
  for (const CheckLine& line : result.checks) EXPECT_THAT(line.arm, Not(HasSubstr("placebo")));
  for (const Contrast& one : result.exploratory.contrasts)
    EXPECT_THAT(one.name, Not(HasSubstr("drug")));
  EXPECT_THAT(result.methods, Not(HasSubstr("placebo")));
  const PlannedComparison open =
      analyse_by_plan(inputs, {.text = "unblinded", .is_kept = true, .is_unblinded = true}, plan);
  EXPECT_EQ(open.reference_arm, "placebo");
  // The same numbers, up to the sign.
  EXPECT_NEAR(std::abs(open.effects[0].estimate), std::abs(result.effects[0].estimate), tolerance);
}

TEST(PlannedAnalysis, AnUnkeptPlanIsALoudWarning) {
  const PlannedComparison result = analyse(make_inputs(6), make_plan());
  std::vector<std::string> warnings;
  for (const Problem& problem : result.warnings) warnings.push_back(to_text(problem));
  EXPECT_THAT(warnings, Contains(HasSubstr("plan NOT LOCKED")));
  PlanParams bad = make_plan();
  bad.trial.reference_arm = "none such";
  EXPECT_THROW(analyse_by_plan(make_inputs(6), {.text = "x"}, bad), InputError);
}

/// Residual sum of squares of a least squares fit.
double residuals_of(const Eigen::MatrixXd& design, const Eigen::VectorXd& values) {
  const Eigen::MatrixXd normal = design.transpose() * design;
  const Eigen::VectorXd b = normal.inverse() * (design.transpose() * values);
  return (values - design * b).squaredNorm();
}

TEST(Omnibus, ThreeArmsAreOneFOfTwoFits) {
  TrialInputs inputs = make_inputs(12);
  for (TrialRow& row : inputs.trial.table.rows) {
    if (row.participant.back() % 3 == 0) row.arm = "high";
  }
  inputs.trial.table.arms = {"drug", "high", "placebo"};
  PlanParams plan = make_plan();
  plan.trial.arms = {"placebo", "drug", "high"};
  plan.trial.participant_covariates = {"age"};
  plan.endpoints.exploratory = {"edge"};
  const PlannedComparison result = analyse(inputs, plan);
  ASSERT_EQ(result.findings.omnibus.size(), 1U + 3U);
  const TrialTable& table = inputs.trial.table;
  const Eigen::MatrixXd& y = inputs.trial.families[0].values;
  Eigen::MatrixXd whole = Eigen::MatrixXd::Zero(24, 5);
  Eigen::VectorXd after(24);
  for (Eigen::Index i = 0; i < 24; ++i) {
    const TrialRow& row = table.rows[static_cast<std::size_t>(2 * i)];
    whole(i, 0) = 1.0;
    whole(i, 1) = y(2 * i, 0);
    whole(i, 2) = row.covariates.at("age");
    whole(i, 3) = row.arm == "drug" ? 1.0 : 0.0;
    whole(i, 4) = row.arm == "high" ? 1.0 : 0.0;
    after[i] = y(2 * i + 1, 0);
  }
  const double rest = residuals_of(whole, after);
  const double f = (residuals_of(whole.leftCols(3), after) - rest) / 2.0 / (rest / 19.0);
  const OmnibusLine& line = result.findings.omnibus[0];
  EXPECT_NEAR(line.f, f, 1e-9);
  EXPECT_EQ(line.numerator_degrees_of_freedom, 2.0);
  EXPECT_EQ(line.degrees_of_freedom, 19.0);
  EXPECT_EQ(line.n, 24);
  EXPECT_NEAR(line.p, f_upper_p(f, 2.0, 19.0), 1e-10);
  EXPECT_NEAR(line.p_permutation, line.p, 0.15) << "200 permutations";
  EXPECT_GE(result.findings.omnibus[1].p_fwe, result.findings.omnibus[1].p_permutation);
  EXPECT_THAT(result.methods, HasSubstr("largest F"));
  EXPECT_TRUE(analyse(make_inputs(8), make_plan()).findings.omnibus.empty()) << "two arms";
}

}  // namespace
}  // namespace rewire
