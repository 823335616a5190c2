#include "stages/kernels/statistics/linear_contrasts.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <map>
#include <utility>

#include "stages/core/parallel.h"
#include "stages/kernels/statistics/contrast_weights.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// What a design over some rows says about the contrasts.
struct PreparedFit {
  MatrixXd weights;             ///< rows x contrasts: estimate = weights' y
  MatrixXd basis;               ///< rows x rank, orthonormal, the span of the design
  std::vector<bool> estimable;  ///< per contrast
  std::vector<int> groups;      ///< per row, its place in group_freedom
  VectorXd group_freedom;       ///< per variance group, sum of 1 - leverage
  MatrixXd group_weight;        ///< variance groups x contrasts: |a_g|^2
};

void add_groups(PreparedFit& fit, const LinearDesign& design, const std::vector<Index>& rows) {
  std::map<int, int> place;
  fit.groups.assign(rows.size(), 0);
  if (!design.variance_groups.empty()) {
    for (std::size_t i = 0; i < rows.size(); ++i) {
      const int group = design.variance_groups[static_cast<std::size_t>(rows[i])];
      fit.groups[i] = place.try_emplace(group, static_cast<int>(place.size())).first->second;
    }
  }
  const Index count = std::max<Index>(static_cast<Index>(place.size()), 1);
  fit.group_freedom = VectorXd::Zero(count);
  fit.group_weight = MatrixXd::Zero(count, fit.weights.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    const auto row = static_cast<Index>(i);
    fit.group_freedom[fit.groups[i]] += 1.0 - fit.basis.row(row).squaredNorm();
    fit.group_weight.row(fit.groups[i]) += fit.weights.row(row).cwiseAbs2();
  }
}

PreparedFit prepare(const MatrixXd& matrix,
                    const Eigen::Ref<const MatrixXd>& contrasts,
                    const LinearDesign& design,
                    const std::vector<Index>& rows) {
  ContrastWeights weights = contrast_weights(matrix, contrasts);
  PreparedFit fit;
  fit.weights = std::move(weights.weights);
  fit.basis = std::move(weights.basis);
  fit.estimable = std::move(weights.estimable);
  add_groups(fit, design, rows);
  return fit;
}

/// The squared residuals of each variance group.
VectorXd group_squares(const PreparedFit& fit, const VectorXd& residuals) {
  VectorXd squares = VectorXd::Zero(fit.group_freedom.size());
  for (Index i = 0; i < residuals.size(); ++i) {
    squares[fit.groups[static_cast<std::size_t>(i)]] += residuals[i] * residuals[i];
  }
  return squares;
}

struct Variance {
  double value = 0.0;
  double degrees_of_freedom = 0.0;
};

/// Of one contrast; 0 degrees of freedom when a group that counts has none.
Variance contrast_variance(const PreparedFit& fit, const VectorXd& squares, Index contrast) {
  Variance sum;
  double fourth = 0.0;
  const double largest = fit.group_weight.col(contrast).maxCoeff();
  for (Index g = 0; g < squares.size(); ++g) {
    if (fit.group_weight(g, contrast) <= 1e-20 * largest) continue;
    if (fit.group_freedom[g] < 1e-6) return {};
    const double part = squares[g] / fit.group_freedom[g] * fit.group_weight(g, contrast);
    sum.value += part;
    fourth += part * part / fit.group_freedom[g];
  }
  sum.degrees_of_freedom = squares.size() == 1 ? fit.group_freedom[0]
                           : fourth > 0.0      ? sum.value * sum.value / fourth
                                               : fit.group_freedom.sum();
  return sum;
}

void fit_column(const PreparedFit& fit,
                const VectorXd& y,
                Index column,
                double confidence,
                ContrastFits& result) {
  const VectorXd residuals = y - fit.basis * (fit.basis.transpose() * y);
  const VectorXd squares = group_squares(fit, residuals);
  const auto freedom = static_cast<double>(y.size() - fit.basis.cols());
  result.rows[column] = static_cast<int>(y.size());
  if (freedom < 0.5) return;
  result.residual_deviation[column] = std::sqrt(squares.sum() / freedom);
  const bool flat = residuals.norm() <=
                    1e-13 * std::sqrt(static_cast<double>(y.size())) * y.cwiseAbs().maxCoeff();
  for (Index c = 0; c < fit.weights.cols(); ++c) {
    if (!fit.estimable[static_cast<std::size_t>(c)]) {
      result.set_state(column, c, FitState::not_estimable);
      continue;
    }
    const Variance variance = contrast_variance(fit, squares, c);
    if (!(variance.degrees_of_freedom > 0.0)) continue;
    if (flat || !(variance.value > 0.0)) {
      result.set_state(column, c, FitState::no_variance);
      continue;
    }
    result.set(column,
               c,
               fit.weights.col(c).dot(y),
               std::sqrt(variance.value),
               variance.degrees_of_freedom,
               confidence);
  }
}

}  // namespace

ContrastFits linear_contrasts(const Eigen::Ref<const MatrixXd>& values,
                              const LinearDesign& design,
                              const Eigen::Ref<const MatrixXd>& contrasts,
                              double confidence) {
  ContrastFits result(values.cols(), contrasts.cols());
  for (const PresencePattern& pattern : presence_patterns(values, design)) {
    if (pattern.rows.empty()) continue;
    PreparedFit shared;
    if (design.own.empty()) {
      shared = prepare(column_design(design, pattern.rows, 0), contrasts, design, pattern.rows);
    }
    parallel_for(pattern.columns.size(), 64, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        const Index column = pattern.columns[i];
        const VectorXd y = values(pattern.rows, column);
        if (design.own.empty()) {
          fit_column(shared, y, column, confidence, result);
        } else {
          const PreparedFit fit =
              prepare(column_design(design, pattern.rows, column), contrasts, design, pattern.rows);
          fit_column(fit, y, column, confidence, result);
        }
      }
    });
  }
  return result;
}

}  // namespace rewire
