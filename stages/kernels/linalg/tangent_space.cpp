#include "stages/kernels/linalg/tangent_space.h"

#include <algorithm>
#include <cmath>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/core/parallel.h"
#include "stages/kernels/linalg/symmetric_eigen.h"

namespace rewire {
namespace {

constexpr int most_steps = 100;

Eigen::MatrixXd rebuilt(const SymmetricEigen& eigen, const Eigen::ArrayXd& values) {
  const Eigen::MatrixXd scaled = eigen.vectors * values.matrix().asDiagonal();
  return scaled * eigen.vectors.transpose();
}

Eigen::MatrixXd logarithm(const Eigen::MatrixXd& matrix) {
  const SymmetricEigen eigen = symmetric_eigen(matrix);
  if (eigen.values.size() > 0 && !(eigen.values[0] > 0.0)) {
    throw NumericalError({.found = "a matrix with the eigenvalue " + format_number(eigen.values[0]),
                          .expected = "positive definite matrices",
                          .where = "tangent space",
                          .remedy = "use a shrunk covariance, or leave copies of a series out"});
  }
  return rebuilt(eigen, eigen.values.array().log());
}

/// factor * matrix * factor', symmetric to the last bit.
Eigen::MatrixXd congruent(const Eigen::Ref<const Eigen::MatrixXd>& factor,
                          const Eigen::Ref<const Eigen::MatrixXd>& matrix) {
  const Eigen::MatrixXd half = factor * matrix;
  Eigen::MatrixXd whole = half * factor.transpose();
  whole = (0.5 * (whole + whole.transpose())).eval();
  return whole;
}

struct Tangents {
  std::vector<Eigen::MatrixXd> each;
  Eigen::MatrixXd mean;
  double residual = 0.0;
};

/// At the point whose inverse factor is given.
Tangents tangents_at(const Eigen::MatrixXd& inverse_factor,
                     const std::vector<Eigen::MatrixXd>& matrices) {
  Tangents found;
  found.each.resize(matrices.size());
  parallel_for(matrices.size(), 1, [&](std::size_t i, std::size_t) {
    found.each[i] = logarithm(congruent(inverse_factor, matrices[i]));
  });
  found.mean = Eigen::MatrixXd::Zero(inverse_factor.rows(), inverse_factor.cols());
  double squares = 0.0;
  for (const Eigen::MatrixXd& tangent : found.each) {
    found.mean += tangent;
    squares += tangent.squaredNorm();
  }
  const auto count = static_cast<double>(matrices.size());
  found.mean /= count;
  // Of equal matrices only rounding is left: tangents shorter than 0.001 count as that long.
  const double least = 1e-3 * std::sqrt(static_cast<double>(inverse_factor.rows()));
  found.residual = found.mean.norm() / std::max(std::sqrt(squares / count), least);
  return found;
}

}  // namespace

GeometricMean geometric_mean(const std::vector<Eigen::MatrixXd>& matrices, double tolerance) {
  if (matrices.empty()) return {};
  Eigen::MatrixXd start = Eigen::MatrixXd::Zero(matrices[0].rows(), matrices[0].cols());
  for (const Eigen::MatrixXd& matrix : matrices) start += matrix;
  start /= static_cast<double>(matrices.size());
  const SymmetricEigen eigen = symmetric_eigen(start);
  if (eigen.values.size() > 0 && !(eigen.values[0] > 0.0)) static_cast<void>(logarithm(start));
  // The mean is factor * factor'; any such factor has the same tangents, turned.
  Eigen::MatrixXd factor = rebuilt(eigen, eigen.values.array().sqrt());
  Eigen::MatrixXd inverse_factor = rebuilt(eigen, eigen.values.array().rsqrt());
  Tangents found = tangents_at(inverse_factor, matrices);
  double step = 1.0;
  int iterations = 0;
  for (; !(found.residual < tolerance); ++iterations) {
    if (iterations == most_steps) {
      throw NumericalError({.found = "a geometric mean that is " + format_number(found.residual) +
                                     " from its goal after " + std::to_string(iterations) +
                                     " steps",
                            .expected = "less than " + format_number(tolerance),
                            .where = "tangent space",
                            .remedy = "look for sessions unlike all others"});
    }
    const SymmetricEigen move = symmetric_eigen(found.mean);
    const Eigen::ArrayXd half = 0.5 * step * move.values.array();
    factor = (factor * rebuilt(move, half.exp())).eval();
    inverse_factor = (rebuilt(move, (-half).exp()) * inverse_factor).eval();
    const double before = found.residual;
    found = tangents_at(inverse_factor, matrices);
    if (found.residual > before) step *= 0.5;
  }
  GeometricMean result;
  result.iterations = iterations;
  result.residual = found.residual;
  result.mean = factor * factor.transpose();
  result.mean = (0.5 * (result.mean + result.mean.transpose())).eval();
  const SymmetricEigen of_mean = symmetric_eigen(result.mean);
  result.whitening = rebuilt(of_mean, of_mean.values.array().rsqrt());
  const Eigen::MatrixXd turn = result.whitening * factor;  // orthogonal
  result.tangents.resize(matrices.size());
  parallel_for(matrices.size(), 1, [&](std::size_t i, std::size_t) {
    result.tangents[i] = congruent(turn, found.each[i]);
  });
  return result;
}

Eigen::MatrixXd tangent_vector(const Eigen::Ref<const Eigen::MatrixXd>& whitening,
                               const Eigen::Ref<const Eigen::MatrixXd>& matrix) {
  return logarithm(congruent(whitening, matrix));
}

}  // namespace rewire
