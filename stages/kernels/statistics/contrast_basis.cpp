#include "stages/kernels/statistics/contrast_basis.h"

#include <algorithm>
#include <cstddef>
#include <map>

#include "stages/kernels/linalg/orthonormal_basis.h"
#include "stages/kernels/statistics/contrast_weights.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

constexpr double tolerance = 1e-9;

/// Indicators of blocks (and the constant) that lie in the span of `basis`.
MatrixXd constants_within(const MatrixXd& basis, const std::vector<int>& blocks) {
  if (blocks.empty()) return {basis.rows(), 0};
  std::map<int, VectorXd> indicators;
  for (Index i = 0; i < basis.rows(); ++i) {
    const int block = blocks[static_cast<std::size_t>(i)];
    VectorXd& indicator = indicators.try_emplace(block, VectorXd::Zero(basis.rows())).first->second;
    indicator[i] = 1.0;
  }
  std::vector<VectorXd> candidates{VectorXd::Ones(basis.rows())};
  candidates.reserve(1 + indicators.size());
  for (const auto& [block, indicator] : indicators) candidates.push_back(indicator);
  MatrixXd result(basis.rows(), 0);
  for (const VectorXd& candidate : candidates) {
    const VectorXd missed = candidate - basis * (basis.transpose() * candidate);
    if (missed.norm() > tolerance * candidate.norm()) continue;
    result.conservativeResize(Eigen::NoChange, result.cols() + 1);
    result.rightCols(1) = candidate;
  }
  return result;
}

}  // namespace

ContrastBasis contrast_basis(const Eigen::Ref<const MatrixXd>& design,
                             const Eigen::Ref<const MatrixXd>& contrasts,
                             const std::vector<int>& blocks) {
  ContrastBasis result;
  const ContrastWeights fit = contrast_weights(design, contrasts);
  result.rank = fit.basis.cols();
  if (!std::ranges::all_of(fit.estimable, [](bool one) { return one; })) return result;
  // Coefficients with contrast 0 span the model without it.
  const OrthonormalBasis directions = orthonormal_basis(fit.contrasts, tolerance);
  if (directions.vectors.cols() != contrasts.cols()) return result;
  const MatrixXd without = orthogonal_complement(directions.vectors);
  const OrthonormalBasis nuisance = orthonormal_basis(fit.scaled * without, tolerance);
  const MatrixXd constants = constants_within(nuisance.vectors, blocks);
  MatrixXd ordered(design.rows(), constants.cols() + nuisance.vectors.cols());
  ordered << constants, nuisance.vectors;
  const OrthonormalBasis arranged = orthonormal_basis(ordered, tolerance);
  result.nuisance = arranged.vectors;
  for (Index k = 0; k < constants.cols(); ++k) {
    result.constant += arranged.independent[static_cast<std::size_t>(k)] != 0 ? 1 : 0;
  }
  result.tested = orthonormal_basis(fit.weights, tolerance).vectors;
  result.estimable = result.tested.cols() == contrasts.cols();
  if (result.estimable && contrasts.cols() == 1 &&
      result.tested.col(0).dot(fit.weights.col(0)) < 0.0) {
    result.tested = -result.tested;
  }
  return result;
}

}  // namespace rewire
