#include "stages/kernels/spectral/stop_band_basis.h"

#include <gtest/gtest.h>

namespace rewire {
namespace {

TEST(StopBandBasis, KeepsFrequenciesOnTheEdge) {
  const StopBandBasis basis = stop_band_basis(200, 2.0, {0.01, 0.1});  // 4 and 40 cycles
  EXPECT_EQ(basis.kept_frequencies, 37);
  ASSERT_EQ(basis.frequencies_hz.size(), 63U);
  EXPECT_NEAR(basis.frequencies_hz[2], 0.0075, 1e-15);
  EXPECT_NEAR(basis.frequencies_hz[3], 0.1025, 1e-15);
  EXPECT_EQ(basis.columns.cols(), 3 * 2 + 59 * 2 + 1);
}

TEST(StopBandBasis, WithoutABandRemovesNothing) {
  const StopBandBasis basis = stop_band_basis(50, 1.0, {});
  EXPECT_EQ(basis.columns.rows(), 50);
  EXPECT_EQ(basis.columns.cols(), 0);
  EXPECT_EQ(basis.kept_frequencies, 25);
}

TEST(StopBandBasis, IsOrthogonalAndCompleteBesideTheMean) {
  for (const Eigen::Index volumes : {60, 61}) {
    const StopBandBasis basis = stop_band_basis(volumes, 1.0, {10.0, std::nullopt});
    ASSERT_EQ(basis.columns.cols(), volumes - 1);
    EXPECT_EQ(basis.kept_frequencies, 0);
    Eigen::MatrixXd gram = basis.columns.transpose() * basis.columns;
    gram.diagonal().setZero();
    EXPECT_LT(gram.cwiseAbs().maxCoeff(), 1e-12);
    EXPECT_LT(basis.columns.colwise().sum().cwiseAbs().maxCoeff(), 1e-12);
  }
}

}  // namespace
}  // namespace rewire
