#include "stages/kernels/linalg/positive_definite.h"

#include <Eigen/Cholesky>

namespace rewire {

std::optional<Eigen::MatrixXd> inverse_positive_definite(
    const Eigen::Ref<const Eigen::MatrixXd>& matrix, double least_reciprocal) {
  const Eigen::Index size = matrix.rows();
  if (size == 0 || !matrix.allFinite()) return std::nullopt;
  const Eigen::LLT<Eigen::MatrixXd> factor(matrix);
  if (factor.info() != Eigen::Success || !(factor.rcond() > least_reciprocal)) return std::nullopt;
  // L^-T L^-1 through one triangular solve, and half of one product.
  Eigen::MatrixXd lower_inverse = Eigen::MatrixXd::Identity(size, size);
  factor.matrixL().solveInPlace(lower_inverse);
  Eigen::MatrixXd inverse = Eigen::MatrixXd::Zero(size, size);
  inverse.selfadjointView<Eigen::Lower>().rankUpdate(lower_inverse.transpose());
  inverse.triangularView<Eigen::StrictlyUpper>() = inverse.transpose();
  return inverse;
}

}  // namespace rewire
