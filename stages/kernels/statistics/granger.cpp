#include "stages/kernels/statistics/granger.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <vector>

#include "stages/kernels/linalg/positive_definite.h"
#include "stages/kernels/linalg/symmetric_eigen.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr Index longest_order = 5;
constexpr Index spare_rows = 10;

/// Samples whose `order` predecessors are there.
std::vector<Index> rows_with_past(std::span<const Index> times,
                                  std::span<const int> runs,
                                  Index order) {
  std::vector<Index> rows;
  for (auto t = static_cast<std::size_t>(order); t < times.size(); ++t) {
    const std::size_t first = t - static_cast<std::size_t>(order);
    if (times[t] - times[first] == order && runs[t] == runs[first]) {
      rows.push_back(static_cast<Index>(t));
    }
  }
  return rows;
}

struct Regression {
  Eigen::MatrixXd inverse;       ///< of the past's products; lag after lag
  Eigen::MatrixXd coefficients;  ///< past x series
  Eigen::MatrixXd residual;      ///< sums of products
  Index rows = 0;
};

std::optional<Regression> regress(const Eigen::Ref<const Eigen::MatrixXd>& samples,
                                  const std::vector<Index>& rows,
                                  Index order) {
  const Index series = samples.cols();
  const auto count = static_cast<Index>(rows.size());
  if (count < series * order + spare_rows) return std::nullopt;
  Eigen::MatrixXd past(count, series * order);
  for (Index lag = 1; lag <= order; ++lag) {
    std::vector<Index> earlier = rows;
    for (Index& row : earlier) row -= lag;
    past.middleCols((lag - 1) * series, series) = samples(earlier, Eigen::all);
  }
  Eigen::MatrixXd present = samples(rows, Eigen::all);
  past.rowwise() -= past.colwise().mean().eval();  // the constant
  present.rowwise() -= present.colwise().mean().eval();
  auto inverse = inverse_positive_definite(past.transpose() * past);
  if (!inverse) return std::nullopt;
  Regression fit{.inverse = *std::move(inverse), .coefficients = {}, .residual = {}, .rows = count};
  fit.coefficients = fit.inverse * (past.transpose() * present);
  present -= past * fit.coefficients;
  fit.residual = present.transpose() * present;
  return fit;
}

double criterion(const Regression& fit, Index series, Index order) {
  const auto rows = static_cast<double>(fit.rows);
  const Eigen::VectorXd values = symmetric_eigenvalues(fit.residual / rows);
  return values.array().log().sum() +
         std::log(rows) / rows * static_cast<double>(order * series * series);
}

Index best_order(const Eigen::Ref<const Eigen::MatrixXd>& samples,
                 std::span<const Index> times,
                 std::span<const int> runs) {
  const Index series = samples.cols();
  const std::vector<Index> rows = rows_with_past(times, runs, longest_order);
  const auto count = static_cast<Index>(rows.size());
  Index best = 1;
  double least = std::numeric_limits<double>::infinity();
  for (Index order = 1; order <= longest_order; ++order) {
    // With fewer rows the residuals' covariance has no determinant.
    if (count < series * (order + 1) + spare_rows) break;
    const auto fit = regress(samples, rows, order);
    if (!fit) break;
    const double value = criterion(*fit, series, order);
    if (!(value < least)) continue;
    least = value;
    best = order;
  }
  return best;
}

}  // namespace

GrangerCausality granger_causality(const Eigen::Ref<const Eigen::MatrixXd>& samples,
                                   std::span<const Index> times,
                                   std::span<const int> runs,
                                   Index order) {
  GrangerCausality found;
  const Index series = samples.cols();
  found.order = order > 0 ? order : best_order(samples, times, runs);
  const auto fit = regress(samples, rows_with_past(times, runs, found.order), found.order);
  if (!fit) return found;
  found.rows = fit->rows;
  found.causality = Eigen::MatrixXd::Zero(series, series);
  for (Index source = 0; source < series; ++source) {
    std::vector<Index> own;  // the source's past among all pasts
    for (Index lag = 0; lag < found.order; ++lag) own.push_back(lag * series + source);
    const Eigen::MatrixXd block = fit->inverse(own, own);
    for (Index target = 0; target < series; ++target) {
      if (target == source) continue;
      // Leaving regressors b out raises the residual sum of squares by b' (block)^-1 b.
      const Eigen::VectorXd part = fit->coefficients(own, target);
      const double rise = part.dot(solve_positive_definite(block, part));
      found.causality(source, target) =
          std::log1p(std::max(rise, 0.0) / fit->residual(target, target));
    }
  }
  return found;
}

}  // namespace rewire
