#include "stages/kernels/linalg/positive_definite.h"

#include <Eigen/Cholesky>

namespace rewire {
namespace {

using Eigen::Index;
using Block = Eigen::Ref<Eigen::MatrixXd>;

/// Halves smaller than this are solved directly; the rest is matrix products.
constexpr Index smallest = 48;

/// With lower = [A 0; B C]: [A^-1 0; -C^-1 B A^-1 C^-1].
void invert_lower(Block lower) {
  const Index size = lower.rows();
  if (size <= smallest) {
    Eigen::MatrixXd inverse = Eigen::MatrixXd::Identity(size, size);
    lower.triangularView<Eigen::Lower>().solveInPlace(inverse);
    lower = inverse;
    return;
  }
  const Index half = size / 2;
  const Index rest = size - half;
  invert_lower(lower.topLeftCorner(half, half));
  invert_lower(lower.bottomRightCorner(rest, rest));
  const Eigen::MatrixXd right = lower.bottomLeftCorner(rest, half) *
                                lower.topLeftCorner(half, half).triangularView<Eigen::Lower>();
  lower.bottomLeftCorner(rest, half) =
      -(lower.bottomRightCorner(rest, rest).triangularView<Eigen::Lower>() * right);
}

/// The lower triangle of lower' * lower: [A'A + B'B .; C'B C'C].
void square_lower(Block lower) {
  const Index size = lower.rows();
  if (size <= smallest) {
    const Eigen::MatrixXd squared =
        lower.transpose() * lower.triangularView<Eigen::Lower>().toDenseMatrix();
    lower.triangularView<Eigen::Lower>() = squared;
    return;
  }
  const Index half = size / 2;
  const Index rest = size - half;
  square_lower(lower.topLeftCorner(half, half));
  lower.topLeftCorner(half, half)
      .selfadjointView<Eigen::Lower>()
      .rankUpdate(lower.bottomLeftCorner(rest, half).transpose());
  const Eigen::MatrixXd left =
      lower.bottomRightCorner(rest, rest).transpose().triangularView<Eigen::Upper>() *
      lower.bottomLeftCorner(rest, half);
  lower.bottomLeftCorner(rest, half) = left;
  square_lower(lower.bottomRightCorner(rest, rest));
}

}  // namespace

std::optional<Eigen::MatrixXd> cholesky_factor(const Eigen::Ref<const Eigen::MatrixXd>& matrix) {
  const Eigen::LLT<Eigen::MatrixXd> factor(matrix);
  if (factor.info() != Eigen::Success) return std::nullopt;
  return Eigen::MatrixXd(factor.matrixL());
}

Eigen::MatrixXd inverse_factor(Eigen::MatrixXd lower) {
  invert_lower(lower);
  return lower;
}

Eigen::MatrixXd inverse_of_factor(Eigen::MatrixXd lower) {
  invert_lower(lower);
  square_lower(lower);
  lower.triangularView<Eigen::StrictlyUpper>() = lower.transpose();
  return lower;
}

std::optional<Eigen::MatrixXd> inverse_positive_definite(
    const Eigen::Ref<const Eigen::MatrixXd>& matrix, double least_reciprocal) {
  if (matrix.rows() == 0 || !matrix.allFinite()) return std::nullopt;
  const Eigen::LLT<Eigen::MatrixXd> factor(matrix);
  if (factor.info() != Eigen::Success || !(factor.rcond() > least_reciprocal)) return std::nullopt;
  return inverse_of_factor(factor.matrixL());
}

}  // namespace rewire
