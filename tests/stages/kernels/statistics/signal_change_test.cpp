#include "stages/kernels/statistics/signal_change.h"

#include <gtest/gtest.h>

#include <cmath>

#include "stages/core/random.h"

namespace rewire {
namespace {

TEST(VolumeChange, IsTheRootMeanSquareOverVoxels) {
  Eigen::MatrixXf values(2, 3);
  values << 1, 4, 4, 2, 6, 5;
  const Eigen::VectorXd change = volume_change(values);
  EXPECT_TRUE(std::isnan(change[0]));
  EXPECT_DOUBLE_EQ(change[1], std::sqrt(12.5));
  EXPECT_DOUBLE_EQ(change[2], std::sqrt(0.5));
}

TEST(GlobalCorrelation, IsTheMeanOfTheCorrelationMatrixOverKeptVolumes) {
  RandomStream random(8, 0);
  Eigen::MatrixXf values =
      Eigen::MatrixXf::NullaryExpr(6, 30, [&] { return static_cast<float>(random.normal()); });
  values.row(4).setConstant(7.0F);
  const std::vector<Eigen::Index> kept{0, 1, 4, 5, 6, 11, 12, 19, 22, 25, 28, 29};
  Eigen::MatrixXd chosen = values(std::vector<Eigen::Index>{0, 1, 2, 3, 5}, kept).cast<double>();
  chosen.colwise() -= chosen.rowwise().mean().eval();
  chosen = chosen.array().colwise() / chosen.rowwise().norm().array().eval();
  EXPECT_NEAR(global_correlation(values, kept), (chosen * chosen.transpose()).mean(), 1e-12);
  EXPECT_TRUE(std::isnan(global_correlation(Eigen::MatrixXf::Ones(3, 30), kept)));
}

}  // namespace
}  // namespace rewire
