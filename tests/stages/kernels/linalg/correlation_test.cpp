#include "stages/kernels/linalg/correlation.h"

#include <gtest/gtest.h>

#include "stages/core/random.h"

namespace rewire {
namespace {

Eigen::MatrixXd normal_series(Eigen::Index rows, Eigen::Index columns) {
  RandomStream random(5, 0);
  Eigen::MatrixXd values(rows, columns);
  for (double& value : values.reshaped()) value = random.normal();
  return values;
}

TEST(Correlation, OfThreePointsByHand) {
  Eigen::MatrixXd series(3, 3);
  series << 1, 1, 3, 2, 3, 2, 3, 2, 1;
  const Correlation correlation = correlate(series);
  EXPECT_NEAR(correlation.r(0, 1), 0.5, 1e-15);
  EXPECT_NEAR(correlation.r(0, 2), -1.0, 1e-15);
  EXPECT_EQ(correlation.r(1, 1), 1.0);
}

TEST(Correlation, StaysTheSameUnderOffsetAndScale) {
  const Eigen::MatrixXd series = normal_series(60, 80);  // more than one block of series
  Eigen::MatrixXd moved = series * 1e150;
  const Eigen::MatrixXd plain = correlate(series).r;
  EXPECT_LT((correlate(moved).r - plain).cwiseAbs().maxCoeff(), 1e-14);
  moved = series.array() + 1e6;
  EXPECT_LT((correlate(moved).r - plain).cwiseAbs().maxCoeff(), 1e-9);
  EXPECT_LE(plain.cwiseAbs().maxCoeff(), 1.0);
  EXPECT_EQ((plain - plain.transpose()).cwiseAbs().maxCoeff(), 0.0);
}

TEST(Correlation, TellsConstantFromBroken) {
  Eigen::MatrixXd series = normal_series(20, 4);
  series.col(1).setConstant(0.1);
  series(3, 2) = std::numeric_limits<double>::infinity();
  const Correlation correlation = correlate(series);
  EXPECT_EQ(correlation.states[0], SeriesState::usable);
  EXPECT_EQ(correlation.states[1], SeriesState::constant);
  EXPECT_EQ(correlation.states[2], SeriesState::not_finite);
  EXPECT_TRUE(correlation.r.col(1).array().isNaN().all());
  EXPECT_TRUE(correlation.r.row(2).array().isNaN().all());
  EXPECT_FALSE(std::isnan(correlation.r(0, 3)));
}

TEST(Correlation, OfNoSamplesIsConstant) {
  const Correlation correlation = correlate(Eigen::MatrixXd(0, 2));
  EXPECT_EQ(correlation.states[1], SeriesState::constant);
  EXPECT_TRUE(correlation.r.array().isNaN().all());
  EXPECT_EQ(correlate(Eigen::MatrixXd(5, 0)).r.size(), 0);
}

}  // namespace
}  // namespace rewire
