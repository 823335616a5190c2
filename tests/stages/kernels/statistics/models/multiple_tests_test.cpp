#include "stages/kernels/statistics/multiple_tests.h"

#include <gtest/gtest.h>

#include "stages/core/random.h"
#include "stages/kernels/statistics/distributions.h"
#include "stages/kernels/statistics/monte_carlo_interval.h"
#include "stages/kernels/statistics/tail_approximation.h"

namespace rewire {
namespace {

using Eigen::VectorXd;

const double nan = std::nan("");

void expect_equal(const VectorXd& found, const std::vector<double>& expected) {
  ASSERT_EQ(static_cast<std::size_t>(found.size()), expected.size());
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const double value = found[static_cast<Eigen::Index>(i)];
    if (std::isnan(expected[i])) {
      EXPECT_TRUE(std::isnan(value)) << i;
    } else {
      EXPECT_NEAR(value, expected[i], 1e-12) << i;
    }
  }
}

TEST(AdjustedP, OfHolmAndYekutieliAreThoseOfR) {
  // p.adjust(c(.01, .04, .03, .005), "holm") and "BY".
  const VectorXd p = (VectorXd(5) << 0.01, 0.04, nan, 0.03, 0.005).finished();
  expect_equal(holm(p), {0.03, 0.06, nan, 0.06, 0.02});
  const double harmonic = 25.0 / 12.0;
  expect_equal(benjamini_yekutieli(p),
               {0.02 * harmonic, 0.04 * harmonic, nan, 0.04 * harmonic, 0.02 * harmonic});
}

TEST(Gatekeeping, AFamilyCountsOnlyBehindOpenGates) {
  const VectorXd first = (VectorXd(2) << 0.01, 0.02).finished();
  const VectorXd second = (VectorXd(2) << 0.001, 0.3).finished();
  const VectorXd third = (VectorXd(1) << 1e-6).finished();
  const auto adjusted = serial_gatekeeping({first, second, third});
  expect_equal(adjusted[0], {0.02, 0.02});
  expect_equal(adjusted[1], {0.02, 0.3});
  expect_equal(adjusted[2], {0.3});
  const VectorXd untested = VectorXd::Constant(1, nan);
  expect_equal(serial_gatekeeping({untested, third})[1], {1.0});
}

TEST(MonteCarloInterval, IsTheExactBinomialOne) {
  // binom.test(4, 99)$conf.int and binom.test(0, 99)$conf.int of R 4.2.
  const MonteCarloInterval some = monte_carlo_interval(5.0, 100.0, 0.95);
  EXPECT_NEAR(some.low, beta_quantile(0.025, 4.0, 96.0), 1e-12);
  EXPECT_NEAR(1.0 - std::pow(0.025, 1.0 / 99.0), monte_carlo_interval(1.0, 100.0, 0.95).high, 1e-9);
  EXPECT_EQ(monte_carlo_interval(1.0, 100.0, 0.95).low, 0.0);
  EXPECT_EQ(monte_carlo_interval(100.0, 100.0, 0.95).high, 1.0);
  EXPECT_LT(some.low, 0.05);
  EXPECT_GT(some.high, 0.05);
}

TEST(TailApproximation, FindsSmallPOfKnownDistributions) {
  // Maxima of 50 normal values: p at the 1 - 1e-4 quantile from 2,000 of them, over and over.
  int usable = 0;
  for (std::uint64_t repeat = 0; repeat < 20; ++repeat) {
    RandomStream random(17, repeat);
    VectorXd null(2000);
    for (double& value : null) {
      value = 0.0;
      for (int k = 0; k < 50; ++k) value = std::max(value, std::abs(random.normal()));
    }
    const TailFit fit = fit_tail(null, repeat);
    usable += fit.usable ? 1 : 0;
    const double value = -normal_quantile(0.5 * (1.0 - std::pow(1.0 - 1e-4, 1.0 / 50.0)));
    EXPECT_GT(tail_p(fit, null, value), 2e-5) << repeat;
    EXPECT_LT(tail_p(fit, null, value), 2e-3) << repeat;
    EXPECT_NEAR(tail_p(fit, null, fit.threshold + 1e-9), fit.share, 1e-6);
  }
  EXPECT_GE(usable, 19);
}

TEST(TailApproximation, RefusesATailWithStepsInIt) {
  VectorXd null(2000);
  for (Eigen::Index i = 0; i < null.size(); ++i) null[i] = static_cast<double>(i % 3);
  const TailFit fit = fit_tail(null, 1);
  EXPECT_FALSE(fit.usable);
  EXPECT_NEAR(tail_p(fit, null, 2.0), 666.0 / 2000.0, 1e-12);
}

}  // namespace
}  // namespace rewire
