#include <gtest/gtest.h>

#include "stages/core/error.h"
#include "stages/core/random.h"
#include "stages/kernels/statistics/harmonisation.h"
#include "stages/kernels/statistics/mixed_model.h"
#include "stages/kernels/statistics/reliability.h"
#include "stages/kernels/statistics/trial_designs.h"
#include "tests/reference_file.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using testing::read_reference_matrix;

std::vector<int> integers(const VectorXd& values) {
  std::vector<int> result;
  for (const double value : values) result.push_back(static_cast<int>(value));
  return result;
}

ContrastFits mixed(const MatrixXd& values,
                   const LinearDesign& design,
                   const MatrixXd& contrasts,
                   const VisitRows& rows) {
  return mixed_contrasts(values,
                         design,
                         rows,
                         VisitCovariance::compound_symmetric,
                         DegreesOfFreedom::satterthwaite,
                         contrasts,
                         0.95);
}

TEST(Crossover, AgreesWithMixedAndFixedModels) {
  const MatrixXd table = read_reference_matrix("models/crossover.txt");
  const MatrixXd expected = read_reference_matrix("models/crossover_fits.txt");
  const std::vector<int> people = integers(table.col(0));
  const std::vector<int> periods = integers(table.col(1));
  const std::vector<int> treatments = integers(table.col(2));
  const MatrixXd none(40, 0);
  const auto model = [&](CarryOver carry, ParticipantEffect effect) {
    return crossover_model(people, periods, treatments, none, carry, effect);
  };
  const VisitRows rows{people, periods, 2};
  const CrossoverModel random = model(CarryOver::none, ParticipantEffect::random);
  const ContrastFits found = mixed(table.col(3), random.design, random.contrasts, rows);
  EXPECT_NEAR(found.estimate(0, 0), expected(0, 0), 1e-5);
  EXPECT_NEAR(found.standard_error(0, 0), expected(0, 1), 1e-5);

  const CrossoverModel fixed = model(CarryOver::none, ParticipantEffect::fixed);
  const ContrastFits plain = linear_contrasts(table.col(3), fixed.design, fixed.contrasts, 0.95);
  EXPECT_NEAR(plain.estimate(0, 0), expected(0, 2), 1e-9);
  EXPECT_NEAR(plain.standard_error(0, 0), expected(0, 3), 1e-9);

  const CrossoverModel carried = model(CarryOver::first_order, ParticipantEffect::random);
  const ContrastFits both = mixed(table.col(3), carried.design, carried.contrasts, rows);
  for (Index c = 0; c < 2; ++c) {
    EXPECT_NEAR(both.estimate(0, c), expected(0, 4 + 2 * c), 1e-5);
    EXPECT_NEAR(both.standard_error(0, c), expected(0, 5 + 2 * c), 1e-5);
  }
}

TEST(Courses, AgreeWithAMixedModel) {
  const MatrixXd table = read_reference_matrix("models/courses.txt");
  const MatrixXd expected = read_reference_matrix("models/course_fits.txt");
  std::vector<int> visits;
  for (Index i = 0; i < table.rows(); ++i) visits.push_back(static_cast<int>(i % 3));
  const VectorXd course = exponential_course(table.col(2), 9.0);
  EXPECT_EQ(course[0], 0.0);
  const ArmModel model = course_model(integers(table.col(1)), course, MatrixXd(table.rows(), 0));
  const ContrastFits found =
      mixed(table.col(3), model.design, model.contrasts, {integers(table.col(0)), visits, 3});
  ASSERT_EQ(model.meanings.size(), 3U);
  for (Index c = 0; c < 3; ++c) {
    EXPECT_NEAR(found.estimate(0, c), expected(c, 0), 1e-5) << c;
    EXPECT_NEAR(found.standard_error(0, c), expected(c, 1), 1e-5) << c;
  }
}

TEST(KnownVariances, HeterogeneityIsThatOfRestrictedLikelihood) {
  const MatrixXd table = read_reference_matrix("models/weighted.txt");
  const MatrixXd expected = read_reference_matrix("models/weighted_fit.txt");
  RepeatedMeasures data;
  data.values = table.col(2);
  data.design.resize(30, 2);
  data.design << VectorXd::Ones(30) - table.col(0), table.col(0);
  data.known_variances = table.col(1);
  for (int i = 0; i < 30; ++i) {
    data.participants.push_back(i);
    data.visits.push_back(0);
  }
  data.visit_count = 1;
  const MixedModel model = fit_mixed_model(data, VisitCovariance::independent);
  const MixedContrast difference =
      mixed_contrast(model, Eigen::Vector2d(-1.0, 1.0), DegreesOfFreedom::kenward_roger);
  EXPECT_NEAR(model.parameters[0], expected(0, 0), 1e-6);
  EXPECT_NEAR(difference.estimate, expected(0, 1), 1e-6);
  const MixedContrast plain =
      mixed_contrast(model, Eigen::Vector2d(-1.0, 1.0), DegreesOfFreedom::satterthwaite);
  EXPECT_NEAR(plain.standard_error, expected(0, 2), 1e-6);
  EXPECT_GT(plain.degrees_of_freedom, 5.0);
}

TEST(VisitModel, OneVisitIsTheArmModel) {
  const std::vector<int> arms{0, 0, 0, 1, 1, 1, 2, 2, 2, 2};
  RandomStream random(4, 1);
  MatrixXd values(10, 2);
  MatrixXd baseline(10, 2);
  for (double& value : values.reshaped()) value = random.normal();
  for (double& value : baseline.reshaped()) value = random.normal();
  const VisitModel visits = visit_model(
      arms, std::vector<int>(10, 0), MatrixXd(10, 0), baseline, BaselineSlope::per_visit);
  const ArmModel plain = arm_model(arms, MatrixXd(10, 0), baseline);
  EXPECT_EQ(visits.contrasts, plain.contrasts);
  EXPECT_EQ(linear_contrasts(values, visits.design, visits.contrasts, 0.95).t,
            linear_contrasts(values, plain.design, plain.contrasts, 0.95).t);
}

TEST(Combat, AgreesWithPlainNumPyAndStatsmodels) {
  const MatrixXd table = read_reference_matrix("models/sites.txt");
  const MatrixXd expected = read_reference_matrix("models/combat.txt");
  const MatrixXd kept = table.middleCols(2, 2);
  const MatrixXd values = table.rightCols(12);
  const std::vector<int> sites = integers(table.col(1));
  const MatrixXd plain = combat(values, sites, kept).values;
  EXPECT_LT((plain - expected.leftCols(12)).cwiseAbs().maxCoeff(), 1e-9);
  const MatrixXd longitudinal =
      longitudinal_combat(values, sites, integers(table.col(0)), kept).values;
  EXPECT_LT((longitudinal - expected.rightCols(12)).cwiseAbs().maxCoeff(), 2e-5);
}

TEST(Combat, KeepsGapsAndRefusesSitesThatAreArms) {
  const MatrixXd table = read_reference_matrix("models/sites.txt");
  const std::vector<int> sites = integers(table.col(1));
  MatrixXd values = table.rightCols(12);
  values(3, 4) = std::nan("");
  const MatrixXd found = combat(values, sites, table.middleCols(2, 2)).values;
  EXPECT_EQ(found.array().isNaN().count(), 1);
  EXPECT_TRUE(std::isnan(found(3, 4)));
  const MatrixXd arm = table.col(1).unaryExpr([](double site) { return site == 1.0 ? 1.0 : 0.0; });
  EXPECT_THROW(combat(values, sites, arm), InputError);
  std::vector<int> alone = sites;
  alone[0] = 3;
  EXPECT_THROW(combat(values, alone, table.middleCols(2, 2)), InputError);
  // One column alone: location and scale without priors.
  const MatrixXd one = combat(values.col(0), sites, MatrixXd(52, 0)).values;
  EXPECT_TRUE(one.allFinite());
}

TEST(Intraclass, IsThatOfShroutAndFleiss) {
  // Their table of 6 targets and 4 judges; intervals as R's psych package prints them.
  MatrixXd judges(6, 4);
  judges << 9, 2, 5, 8, 6, 1, 3, 2, 8, 4, 6, 8, 7, 1, 2, 6, 10, 5, 6, 9, 6, 2, 4, 7;
  const Intraclass agreement =
      intraclass_correlation(judges, IntraclassForm::absolute_agreement, 0.95);
  EXPECT_NEAR(agreement.icc, 0.29, 0.005);
  EXPECT_NEAR(agreement.low, 0.019, 0.0005);
  EXPECT_NEAR(agreement.high, 0.76, 0.005);
  const Intraclass consistency = intraclass_correlation(judges, IntraclassForm::consistency, 0.95);
  EXPECT_NEAR(consistency.icc, 0.71, 0.005);
  EXPECT_NEAR(consistency.low, 0.342, 0.0005);
  EXPECT_NEAR(consistency.high, 0.95, 0.005);
  EXPECT_NEAR(consistency.measurement_deviation, std::sqrt(1.0194444), 1e-6);
  EXPECT_NEAR(consistency.minimal_detectable_change, 1.959964 * std::sqrt(2.0 * 1.0194444), 1e-5);
  MatrixXd gap = judges;
  gap(0, 0) = std::nan("");
  EXPECT_EQ(intraclass_correlation(gap, IntraclassForm::consistency, 0.95).participants, 5);
}

TEST(Power, AgreesWithStatsmodelsAndSimulation) {
  const MatrixXd expected = read_reference_matrix("models/power.txt");
  for (Index row = 0; row < expected.rows(); ++row) {
    EXPECT_NEAR(t_test_power(expected(row, 0), expected(row, 1), expected(row, 2), 0.05),
                expected(row, 3),
                1e-6)
        << row;
  }
  EXPECT_EQ(participants_per_arm(0.8, 0.8, 0.05), 26);
  EXPECT_EQ(participants_per_arm(0.5, 0.9, 0.05), 86);
  EXPECT_EQ(participants_per_arm(0.0, 0.8, 0.05), 0);
  VectorXd changes(4000);
  RandomStream random(8, 1);
  for (double& change : changes) change = random.normal();
  const double deviation = std::sqrt((changes.array() - changes.mean()).square().mean());
  // 4,000 trials: a standard error of 0.006.
  EXPECT_NEAR(simulated_power(changes, 0.8 * deviation, 26, 0.05, 4000, 3), 0.807, 0.025);
}

}  // namespace
}  // namespace rewire
