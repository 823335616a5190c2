#include <gtest/gtest.h>

#include "stages/core/random.h"
#include "stages/kernels/linalg/legendre_basis.h"
#include "stages/kernels/linalg/orthonormal_basis.h"

namespace rewire {
namespace {

Eigen::MatrixXd noise(Eigen::Index rows, Eigen::Index columns) {
  RandomStream random(6, 0);
  Eigen::MatrixXd values(rows, columns);
  for (double& value : values.reshaped()) value = random.normal();
  return values;
}

double distance_from_orthonormal(const Eigen::MatrixXd& q) {
  return (q.transpose() * q - Eigen::MatrixXd::Identity(q.cols(), q.cols())).cwiseAbs().maxCoeff();
}

TEST(LegendreBasis, EqualsTheClosedForms) {
  const Eigen::MatrixXd basis = legendre_basis(101, 4);
  const Eigen::ArrayXd x = Eigen::ArrayXd::LinSpaced(101, -1.0, 1.0);
  const auto deviation = [&](int degree, const Eigen::ArrayXd& expected) {
    return (basis.col(degree).array() - expected).abs().maxCoeff();
  };
  EXPECT_EQ(deviation(0, Eigen::ArrayXd::Ones(101)), 0.0);
  EXPECT_LT(deviation(1, x), 1e-15);
  EXPECT_LT(deviation(2, (3.0 * x.square() - 1.0) / 2.0), 1e-14);
  EXPECT_LT(deviation(3, (5.0 * x.cube() - 3.0 * x) / 2.0), 1e-14);
  EXPECT_LT(deviation(4, (35.0 * x.square().square() - 30.0 * x.square() + 3.0) / 8.0), 1e-14);
}

TEST(LegendreBasis, ApproachesItsNormOnAFineGrid) {
  const Eigen::Index count = 20001;
  Eigen::MatrixXd basis = legendre_basis(count, 20);
  basis.row(0) *= std::sqrt(0.5);  // trapezium rule
  basis.row(count - 1) *= std::sqrt(0.5);
  for (int n = 0; n <= 20; ++n) {
    basis.col(n) *= std::sqrt((2.0 * n + 1.0) / static_cast<double>(count - 1));
  }
  EXPECT_LT(distance_from_orthonormal(basis), 1e-4);
  EXPECT_LT(distance_from_orthonormal(orthonormal_basis(legendre_basis(200, 20), 1e-6).vectors),
            1e-13);
}

TEST(LegendreBasis, OfOnePointStandsAtZero) {
  EXPECT_EQ(legendre_basis(1, 2), (Eigen::MatrixXd(1, 3) << 1.0, 0.0, -0.5).finished());
}

TEST(OrthonormalBasis, SpansItsColumnsAcrossPanels) {
  const Eigen::MatrixXd columns = noise(150, 100);
  const OrthonormalBasis basis = orthonormal_basis(columns, 1e-6);
  ASSERT_EQ(basis.vectors.cols(), 100);
  EXPECT_LT(distance_from_orthonormal(basis.vectors), 1e-13);
  const Eigen::MatrixXd left =
      columns - basis.vectors * (basis.vectors.transpose() * columns).eval();
  EXPECT_LT(left.norm(), 1e-12 * columns.norm());
}

TEST(OrthonormalBasis, LeavesOutTheLaterOfCollinearColumnsAtAnyScale) {
  Eigen::MatrixXd columns = noise(90, 50);
  columns.col(3) *= 1e12;
  columns.col(4) *= 1e-200;
  columns.col(10) = 1e-9 * columns.col(2) + 1e-21 * columns.col(3);
  columns.col(20).setZero();
  columns.col(45) = columns.col(1) - columns.col(7);  // in the second panel
  const OrthonormalBasis basis = orthonormal_basis(columns, 1e-6);
  EXPECT_EQ(basis.vectors.cols(), 47);
  for (std::size_t j = 0; j < 50; ++j) {
    EXPECT_EQ(basis.independent[j], j == 10 || j == 20 || j == 45 ? 0 : 1) << j;
  }
  EXPECT_LT(distance_from_orthonormal(basis.vectors), 1e-13);
}

TEST(OrthonormalBasis, StaysOrthonormalNextToTheTolerance) {
  Eigen::MatrixXd columns = noise(80, 40);
  for (Eigen::Index j = 1; j < 40; ++j) {
    columns.col(j) = columns.col(0) + 3e-6 * columns.col(j);
  }
  const OrthonormalBasis basis = orthonormal_basis(columns, 1e-7);
  EXPECT_EQ(basis.vectors.cols(), 40);
  EXPECT_LT(distance_from_orthonormal(basis.vectors), 1e-12);
}

TEST(OrthonormalBasis, HasAtMostAsManyVectorsAsRows) {
  EXPECT_EQ(orthonormal_basis(noise(5, 9), 1e-6).vectors.cols(), 5);
  EXPECT_EQ(orthonormal_basis(Eigen::MatrixXd(5, 0), 1e-6).vectors.cols(), 0);
}

TEST(OrthogonalComplement, CompletesTheBasis) {
  const Eigen::MatrixXd q = orthonormal_basis(noise(60, 23), 1e-6).vectors;
  Eigen::MatrixXd whole(60, 60);
  whole << q, orthogonal_complement(q);
  EXPECT_LT(distance_from_orthonormal(whole), 1e-13);
  EXPECT_EQ(orthogonal_complement(Eigen::MatrixXd(4, 0)), Eigen::MatrixXd::Identity(4, 4));
}

}  // namespace
}  // namespace rewire
