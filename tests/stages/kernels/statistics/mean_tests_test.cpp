#include "stages/kernels/statistics/mean_tests.h"

#include <gtest/gtest.h>

#include "stages/kernels/statistics/distributions.h"
#include "stages/kernels/statistics/effect_size.h"
#include "stages/kernels/statistics/multiple_tests.h"
#include "tests/reference_file.h"

namespace rewire {
namespace {

using Eigen::Index;
using testing::read_reference_matrix;

constexpr double tolerance = 1e-10;

void expect_test(const MeanTest& test, const Eigen::RowVectorXd& expected) {
  EXPECT_NEAR(test.t, expected[0], tolerance);
  EXPECT_NEAR(test.degrees_of_freedom, expected[1], tolerance);
  EXPECT_NEAR(student_t_two_sided_p(test.t, test.degrees_of_freedom), expected[2], tolerance);
  EXPECT_NEAR(test.t * test.standard_error, test.estimate, tolerance);
}

void expect_effect_size(const MeanTest& test, const Eigen::RowVectorXd& expected) {
  const EffectSize size = hedges_effect_size(test.t, test.n_first, test.n_second, 0.95);
  EXPECT_NEAR(size.value, expected[0], tolerance);
  EXPECT_NEAR(size.low, expected[1], 1e-8);
  EXPECT_NEAR(size.high, expected[2], 1e-8);
}

TEST(MeanTests, AgreeWithScipy) {
  const Eigen::MatrixXd changes = read_reference_matrix("compare/changes.txt");
  const Eigen::MatrixXd expected = read_reference_matrix("compare/tests.txt");
  std::vector<int> labels;
  for (const double label : changes.col(0)) labels.push_back(static_cast<int>(label));
  for (Index e = 0; e < expected.rows(); ++e) {
    SCOPED_TRACE(e);
    const Eigen::VectorXd values = changes.col(e + 1);
    const MeanTest one = one_sample_test(values);
    const MeanTest pooled = pooled_test(values, labels);
    expect_test(one, expected.row(e).segment(0, 3));
    expect_effect_size(one, expected.row(e).segment(3, 3));
    expect_test(pooled, expected.row(e).segment(6, 3));
    expect_effect_size(pooled, expected.row(e).segment(9, 3));
    expect_test(welch_test(values, labels), expected.row(e).segment(12, 3));
  }
}

TEST(FalseDiscovery, AgreesWithStatsmodels) {
  const Eigen::MatrixXd expected = read_reference_matrix("compare/false_discovery.txt");
  EXPECT_LT((benjamini_hochberg(expected.col(0)) - expected.col(1)).cwiseAbs().maxCoeff(), 1e-14);
}

TEST(FalseDiscovery, NaNIsNotATest) {
  Eigen::VectorXd p(3);
  p << 0.01, std::nan(""), 0.5;
  const Eigen::VectorXd q = benjamini_hochberg(p);
  EXPECT_DOUBLE_EQ(q[0], 0.02);
  EXPECT_TRUE(std::isnan(q[1]));
  EXPECT_DOUBLE_EQ(q[2], 0.5);
}

TEST(Noncentrality, InvertsTheDistributionInTheTails) {
  for (const double t : {-12.0, -0.3, 0.0, 2.5, 40.0}) {
    for (const double probability : {0.025, 0.975}) {
      const double noncentrality = noncentrality_at(t, 7.0, probability);
      EXPECT_NEAR(noncentral_t_cdf(t, 7.0, noncentrality), probability, 1e-10) << t;
    }
  }
}

TEST(Noncentrality, GoesOnSmoothlyWhereTheDistributionCannotBeSummed) {
  for (const double t : {-1e4, 1e4}) {
    for (const double probability : {0.025, 0.975}) {
      const double below = noncentrality_at(t * (1.0 - 1e-9), 12.0, probability);
      const double above = noncentrality_at(t * (1.0 + 1e-9), 12.0, probability);
      EXPECT_NEAR(above / below, 1.0, 1e-6);
      EXPECT_NEAR(noncentrality_at(t * 1e8, 12.0, probability) / above, 1e8, 100.0);
    }
  }
}

TEST(EffectSizes, TheTableGivesWhatTheDistributionGives) {
  for (const int degrees_of_freedom : {2, 3, 8, 35, 200}) {
    const EffectSizes sizes(degrees_of_freedom, 0.95);
    for (double t = -14.0; t <= 14.0; t += 0.37) {
      const EffectSize found = sizes.at(t, degrees_of_freedom, 2);
      const EffectSize expected = hedges_effect_size(t, degrees_of_freedom, 2, 0.95);
      const double allowed = 1e-9 * (1.0 + std::abs(t));
      EXPECT_NEAR(found.value, expected.value, 1e-14 * (1.0 + std::abs(t)));
      EXPECT_NEAR(found.low, expected.low, allowed) << degrees_of_freedom << " " << t;
      EXPECT_NEAR(found.high, expected.high, allowed) << degrees_of_freedom << " " << t;
    }
  }
}

}  // namespace
}  // namespace rewire
