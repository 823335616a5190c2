#include "stages/kernels/linalg/tangent_space.h"

#include <algorithm>
#include <cmath>
#include <optional>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/core/parallel.h"
#include "stages/kernels/linalg/positive_definite.h"
#include "stages/kernels/linalg/symmetric_eigen.h"

namespace rewire {
namespace {

constexpr int most_steps = 100;
/// Of the equation for a step: what a step neglects besides is larger.
constexpr double rest_of_step = 3e-3;
constexpr int most_turns = 4;

Eigen::MatrixXd rebuilt(const SymmetricEigen& eigen, const Eigen::ArrayXd& values) {
  const Eigen::MatrixXd scaled = eigen.vectors * values.matrix().asDiagonal();
  return scaled * eigen.vectors.transpose();
}

/// With the logarithms of the eigenvalues in place of the values.
SymmetricEigen logarithmic(const Eigen::MatrixXd& matrix) {
  SymmetricEigen eigen = symmetric_eigen(matrix);
  if (eigen.values.size() > 0 && !(eigen.values[0] > 0.0)) {
    throw NumericalError({.found = "a matrix with the eigenvalue " + format_number(eigen.values[0]),
                          .expected = "positive definite matrices",
                          .where = "tangent space",
                          .remedy = "use a shrunk covariance, or leave copies of a series out"});
  }
  eigen.values = eigen.values.array().log();
  return eigen;
}

/// factor * matrix * factor', symmetric to the last bit.
Eigen::MatrixXd congruent(const Eigen::Ref<const Eigen::MatrixXd>& factor,
                          const Eigen::Ref<const Eigen::MatrixXd>& matrix) {
  const Eigen::MatrixXd half = factor * matrix;
  Eigen::MatrixXd whole = half * factor.transpose();
  whole = (0.5 * (whole + whole.transpose())).eval();
  return whole;
}

/// factor * factor' and the inverse of the factor; any such factor has the same tangents, turned.
struct Point {
  Eigen::MatrixXd factor;
  Eigen::MatrixXd inverse_factor;
};

/// Near the mean: the geometric mean of the arithmetic and the harmonic mean, by A^(1/2) Y^(-1/4)
/// with Y = A^(1/2) H^(-1) A^(1/2). The arithmetic mean alone where a matrix is nearly singular.
Point first_point(const std::vector<Eigen::MatrixXd>& matrices) {
  const Eigen::Index size = matrices[0].rows();
  std::vector<std::optional<Eigen::MatrixXd>> inverses(matrices.size());
  parallel_for(matrices.size(), 1, [&](std::size_t i, std::size_t) {
    inverses[i] = inverse_positive_definite(matrices[i]);
  });
  Eigen::MatrixXd arithmetic = Eigen::MatrixXd::Zero(size, size);
  Eigen::MatrixXd inverse_harmonic = arithmetic;
  bool is_regular = true;
  for (std::size_t i = 0; i < matrices.size(); ++i) {
    arithmetic += matrices[i];
    is_regular = is_regular && inverses[i].has_value();
    if (is_regular) inverse_harmonic += *inverses[i];
  }
  const auto count = static_cast<double>(matrices.size());
  arithmetic /= count;
  const SymmetricEigen eigen = symmetric_eigen(arithmetic);
  if (size > 0 && !(eigen.values[0] > 0.0)) static_cast<void>(logarithmic(arithmetic));
  Point point{.factor = rebuilt(eigen, eigen.values.array().sqrt()),
              .inverse_factor = rebuilt(eigen, eigen.values.array().rsqrt())};
  if (!is_regular) return point;
  const SymmetricEigen ratio = symmetric_eigen(congruent(point.factor, inverse_harmonic / count));
  if (size > 0 && !(ratio.values[0] > 0.0)) return point;
  const Eigen::ArrayXd root = ratio.values.array().sqrt().sqrt();
  point.factor = (point.factor * rebuilt(ratio, root.inverse())).eval();
  point.inverse_factor = (rebuilt(ratio, root) * point.inverse_factor).eval();
  return point;
}

struct Tangents {
  std::vector<SymmetricEigen> eigen;
  std::vector<Eigen::MatrixXd> each;
  Eigen::MatrixXd mean;
  double residual = 0.0;
};

/// At the point whose inverse factor is given.
Tangents tangents_at(const Eigen::MatrixXd& inverse_factor,
                     const std::vector<Eigen::MatrixXd>& matrices) {
  Tangents found;
  found.eigen.resize(matrices.size());
  found.each.resize(matrices.size());
  parallel_for(matrices.size(), 1, [&](std::size_t i, std::size_t) {
    found.eigen[i] = logarithmic(congruent(inverse_factor, matrices[i]));
    found.each[i] = rebuilt(found.eigen[i], found.eigen[i].values);
  });
  found.mean = Eigen::MatrixXd::Zero(inverse_factor.rows(), inverse_factor.cols());
  const auto count = static_cast<double>(matrices.size());
  const auto size = std::max(static_cast<double>(inverse_factor.rows()), 1.0);
  double squares = 0.0;
  for (const Eigen::MatrixXd& tangent : found.each) {
    found.mean += tangent;
    squares += tangent.squaredNorm();
  }
  found.mean /= count;
  // Of equal matrices only rounding is left: tangents shorter than 0.001 count as that long.
  const double least = 1e-3 * std::sqrt(size);
  found.residual = found.mean.norm() / std::max(std::sqrt(squares / count), least);
  return found;
}

/// x coth(x) of all pairs of `logarithms`, x half their difference.
Eigen::MatrixXd slopes_between(const Eigen::ArrayXd& logarithms) {
  const Eigen::ArrayXd values = logarithms.exp();
  Eigen::MatrixXd slopes(values.size(), values.size());
  for (Eigen::Index b = 0; b < values.size(); ++b) {
    const Eigen::ArrayXd x = 0.5 * (logarithms - logarithms[b]);
    slopes.col(b) =
        (x.abs() < 1e-4)
            .select(1.0 + x.square() / 3.0, x * (values + values[b]) / (values - values[b]));
  }
  return slopes;
}

/// How the mean tangent falls along a step. In the eigenvectors of a tangent, its entries fall by
/// those of the step times the slopes between its eigenvalues (Pennec et al. 2006; the derivative
/// of the logarithm of exp(-X / 2) A exp(-X / 2) by X).
Eigen::MatrixXd fall_along(const Eigen::MatrixXd& step,
                           const Tangents& at,
                           const std::vector<Eigen::MatrixXd>& slopes) {
  std::vector<Eigen::MatrixXd> parts(at.eigen.size());
  parallel_for(at.eigen.size(), 1, [&](std::size_t i, std::size_t) {
    const Eigen::MatrixXd& vectors = at.eigen[i].vectors;
    const Eigen::MatrixXd half = step * vectors;
    Eigen::MatrixXd turned = vectors.transpose() * half;
    turned = turned.cwiseProduct(slopes[i]).eval();
    parts[i] = congruent(vectors, turned);
  });
  Eigen::MatrixXd sum = Eigen::MatrixXd::Zero(step.rows(), step.cols());
  for (const Eigen::MatrixXd& part : parts) sum += part;
  return sum / static_cast<double>(parts.size());
}

/// Along which the mean tangent falls to 0, to first order, by conjugate gradients.
Eigen::MatrixXd step_from(const Tangents& at) {
  std::vector<Eigen::MatrixXd> slopes(at.eigen.size());
  parallel_for(at.eigen.size(), 1, [&](std::size_t i, std::size_t) {
    slopes[i] = slopes_between(at.eigen[i].values);
  });
  Eigen::MatrixXd step = Eigen::MatrixXd::Zero(at.mean.rows(), at.mean.cols());
  Eigen::MatrixXd rest = at.mean;
  Eigen::MatrixXd direction = rest;
  double size = rest.squaredNorm();
  const double enough = rest_of_step * rest_of_step * at.mean.squaredNorm();
  for (int turn = 0; turn < most_turns && size > enough; ++turn) {
    const Eigen::MatrixXd fall = fall_along(direction, at, slopes);
    const double length = size / direction.cwiseProduct(fall).sum();
    step += length * direction;
    rest -= length * fall;
    const double next = rest.squaredNorm();
    direction = (rest + next / size * direction).eval();
    size = next;
  }
  return step;
}

}  // namespace

GeometricMean geometric_mean(const std::vector<Eigen::MatrixXd>& matrices, double tolerance) {
  if (matrices.empty()) return {};
  auto [factor, inverse_factor] = first_point(matrices);
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
    const SymmetricEigen move = symmetric_eigen(step_from(found));
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
  const SymmetricEigen eigen = logarithmic(congruent(whitening, matrix));
  return rebuilt(eigen, eigen.values);
}

}  // namespace rewire
