#include "stages/kernels/statistics/linear_contrasts.h"

#include <gtest/gtest.h>

#include "stages/core/random.h"
#include "stages/kernels/statistics/association.h"
#include "stages/kernels/statistics/bayes_factor.h"
#include "stages/kernels/statistics/effect_size.h"
#include "tests/reference_file.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;
using testing::read_reference_matrix;

/// models/participants.txt: arm age sex score baseline1..3 follow1..3
struct Participants {
  MatrixXd table = read_reference_matrix("models/participants.txt");
  std::vector<int> arms;
  MatrixXd covariates = table.middleCols(1, 2);
  MatrixXd baseline = table.middleCols(4, 3);
  MatrixXd follow = table.middleCols(7, 3);

  Participants() {
    for (const double arm : table.col(0)) arms.push_back(static_cast<int>(arm));
  }
};

void expect_close(double value, double expected, const std::string& what) {
  EXPECT_NEAR(value, expected, 1e-9 * (1.0 + std::abs(expected))) << what;
}

void expect_row(const ContrastFits& fits,
                Index column,
                Index contrast,
                const Eigen::Ref<const Eigen::RowVectorXd>& expected) {
  const std::string what =
      "column " + std::to_string(column) + ", contrast " + std::to_string(contrast);
  ASSERT_EQ(fits.state(column, contrast), FitState::fitted) << what;
  expect_close(fits.estimate(column, contrast), expected[0], what);
  expect_close(fits.standard_error(column, contrast), expected[1], what);
  expect_close(fits.degrees_of_freedom(column, contrast), expected[2], what);
  expect_close(fits.t(column, contrast), expected[3], what);
  expect_close(fits.p(column, contrast), expected[4], what);
  expect_close(fits.ci_low(column, contrast), expected[5], what);
  expect_close(fits.ci_high(column, contrast), expected[6], what);
}

TEST(LinearContrasts, AgreeWithLmAndEmmeans) {
  const Participants people;
  // emmeans weighs covariates by the rows of each fit: one column at a time, on its own rows.
  const MatrixXd expected = read_reference_matrix("models/linear.txt");
  for (Index row = 0; row < expected.rows(); ++row) {
    const auto model = static_cast<int>(expected(row, 0));
    const auto column = static_cast<Index>(expected(row, 1)) - 1;
    MatrixXd baseline = people.baseline.col(column);
    MatrixXd values = people.follow.col(column);
    MatrixXd covariates = people.covariates;
    for (Index i = 0; i < values.rows(); ++i) {
      if (std::isnan(values(i, 0)) || std::isnan(baseline(i, 0))) {
        covariates.row(i).setConstant(std::nan(""));
      }
    }
    ArmModel arms = arm_model(people.arms, MatrixXd(values.rows(), 0), {});
    if (model == 1) values -= baseline;
    if (model == 2) arms = arm_model(people.arms, covariates, baseline);
    if (model == 3) arms = moderation_model(people.arms, covariates, baseline);
    const ContrastFits fits = linear_contrasts(values, arms.design, arms.contrasts, 0.95);
    expect_row(fits, 0, static_cast<Index>(expected(row, 2)) - 1, expected.row(row).tail(7));
  }
}

TEST(LinearContrasts, ManyColumnsAreEachTheirOwnFit) {
  const Participants people;
  const ArmModel model = arm_model(people.arms, people.covariates, people.baseline);
  const ContrastFits all = linear_contrasts(people.follow, model.design, model.contrasts, 0.95);
  for (Index column = 0; column < 3; ++column) {
    const ArmModel one = arm_model(people.arms, people.covariates, people.baseline.col(column));
    const ContrastFits alone =
        linear_contrasts(people.follow.col(column), one.design, one.contrasts, 0.95);
    EXPECT_EQ(all.rows[column], alone.rows[0]);
    EXPECT_EQ(all.t.row(column), alone.t.row(0));
  }
  EXPECT_EQ(all.rows[0], 37);
  EXPECT_EQ(all.rows[1], 35);
}

TEST(LinearContrasts, VarianceGroupsOfTwoArmsAreWelchsTest) {
  const Participants people;
  const MatrixXd expected = read_reference_matrix("models/welch.txt");
  std::vector<Index> rows;
  std::vector<int> arms;
  for (std::size_t i = 0; i < people.arms.size(); ++i) {
    if (people.arms[i] == 1) continue;
    rows.push_back(static_cast<Index>(i));
    arms.push_back(people.arms[i] / 2);
  }
  const MatrixXd change = (people.follow - people.baseline)(rows, Eigen::all);
  ArmModel model = arm_model(arms, MatrixXd(change.rows(), 0), {});
  model.design.variance_groups = arms;
  const ContrastFits fits = linear_contrasts(change, model.design, model.contrasts, 0.95);
  for (Index column = 0; column < 3; ++column) {
    Eigen::RowVectorXd row(7);
    row << expected.row(column).head(3), expected(column, 0) / expected(column, 1),
        expected.row(column).tail(3);
    expect_row(fits, column, 2, row);
  }
}

TEST(LinearContrasts, SayWhyThereIsNoNumber) {
  const std::vector<int> arms{0, 0, 0, 1, 1, 1};
  MatrixXd values = MatrixXd::Zero(6, 4);
  RandomStream random(1, 1);
  for (double& value : values.reshaped()) value = random.normal();
  values.col(1).setConstant(0.1);
  values.col(2).tail(3).setConstant(std::nan(""));
  values.col(3).tail(5).setConstant(std::nan(""));
  const ArmModel model = arm_model(arms, MatrixXd(6, 0), {});
  const ContrastFits fits = linear_contrasts(values, model.design, model.contrasts, 0.95);
  EXPECT_EQ(fits.state(0, 2), FitState::fitted);
  EXPECT_EQ(fits.state(1, 2), FitState::no_variance);
  EXPECT_EQ(fits.state(2, 0), FitState::fitted);  // the arm that is there
  EXPECT_EQ(fits.state(2, 2), FitState::not_estimable);
  EXPECT_EQ(fits.state(3, 0), FitState::too_few_rows);
  EXPECT_TRUE(std::isnan(fits.t(2, 2)));
}

TEST(Associations, AgreeWithRegressionsInR) {
  const Participants people;
  const MatrixXd expected = read_reference_matrix("models/associations.txt");
  for (const AssociationForm form : {AssociationForm::linear, AssociationForm::rank}) {
    const Associations found = partial_associations(
        people.follow - people.baseline, people.table.col(3), people.covariates, form, 0.95);
    for (Index row = form == AssociationForm::rank ? 1 : 0; row < expected.rows(); row += 2) {
      const Index column = row / 2;
      const std::string what = std::to_string(row);
      expect_close(found.r[column], expected(row, 2), what);
      expect_close(found.ci_low[column], expected(row, 3), what);
      expect_close(found.ci_high[column], expected(row, 4), what);
      if (form == AssociationForm::linear)
        expect_close(found.slope[column], expected(row, 5), what);
      expect_close(found.t[column], expected(row, 6), what);
      expect_close(found.degrees_of_freedom[column], expected(row, 7), what);
      expect_close(found.p[column], expected(row, 8), what);
    }
  }
}

TEST(BayesFactor, AgreesWithTheBayesFactorPackage) {
  const MatrixXd expected = read_reference_matrix("models/bayes_factors.txt");
  for (Index row = 0; row < expected.rows(); ++row) {
    const double n1 = expected(row, 1);
    const double n2 = expected(row, 2);
    const double size = n2 > 0.0 ? n1 * n2 / (n1 + n2) : n1;
    const double df = n1 + n2 - (n2 > 0.0 ? 2.0 : 1.0);
    // The package integrates to about 1e-5.
    EXPECT_NEAR(log_bayes_factor(expected(row, 0), df, size), expected(row, 3), 2e-5) << row;
  }
  EXPECT_TRUE(std::isnan(log_bayes_factor(std::nan(""), 10.0, 10.0)));
}

/// `n` values with exactly this mean and deviation, and exactly this correlation with `other`.
VectorXd exact_sample(Index n, double mean, double deviation, double r, const VectorXd* other) {
  RandomStream random(3, other == nullptr ? 1 : 2);
  VectorXd values(n);
  for (double& value : values) value = random.normal();
  values.array() -= values.mean();
  if (other != nullptr) {
    VectorXd unit = *other;
    unit.array() -= unit.mean();
    unit.normalize();
    values -= unit * unit.dot(values);
    values = r * unit + std::sqrt(1.0 - r * r) * values.normalized();
  }
  return (values.normalized() * deviation * std::sqrt(static_cast<double>(n - 1))).array() + mean;
}

TEST(PairedEffectSize, IsThatOfBonett) {
  // The worked example of ci.stdmean.ps in the R package statpsych.
  const VectorXd first = exact_sample(25, 102.1, 14.6, 0.0, nullptr);
  const VectorXd second = exact_sample(25, 110.4, 15.3, 0.75, &first);
  const EffectSize d = paired_effect_size(first, second, 0.95);
  EXPECT_NEAR(d.value, 0.5433457, 1e-7);
  EXPECT_NEAR(d.low, 0.2394905, 1e-7);
  EXPECT_NEAR(d.high, 0.8705732, 1e-7);
}

}  // namespace
}  // namespace rewire
