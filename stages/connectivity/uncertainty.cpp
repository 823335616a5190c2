#include "stages/connectivity/uncertainty.h"

#include <algorithm>
#include <cmath>

#include "stages/core/not_a_number.h"
#include "stages/kernels/statistics/product_variance.h"

namespace rewire {
namespace {

using Eigen::Index;

/// Of unit series: (1 - r^2)^2 of smaller ones is mostly rounding of the terms that it is made of.
constexpr double least_variance = 1e-12;

TimedSeries timed(const KeptSeries& series, const Eigen::MatrixXd& values) {
  const Index span = series.times.empty() ? 0 : series.times.back() - series.times.front() + 1;
  return at_true_times(values, series.times, series.runs, span / 3);
}

Eigen::MatrixXd varying_series(const Variation& variation) {
  if (variation.mixing.size() == 0) return variation.series;
  return variation.series * variation.mixing;
}

/// How much more than those of independent volumes the products of all edges vary, from the mean
/// autocorrelation: 1 + 2 sum of (pairs / n) of its square.
double common_inflation(const TimedSeries& series) {
  Eigen::MatrixXd covariances = autocovariances(series);
  for (auto column : covariances.colwise()) column /= column[0] > 0.0 ? column[0] : 1.0;
  const Eigen::MatrixXd mean = covariances.rowwise().mean();
  const Index length = correlation_lengths(series, mean).front();
  double sum = 1.0;
  for (Index lag = 1; lag <= length; ++lag) {
    sum += 2.0 * series.pairs[lag] / series.pairs[0] * mean(lag, 0) * mean(lag, 0);
  }
  return sum;
}

}  // namespace

Uncertainty uncertainty(const KeptSeries& series,
                        const Estimate& estimate,
                        StatisticTransform transform,
                        StandardErrorMethod method) {
  const Variation& variation = estimate.variation;
  const Index count = estimate.values.rows();
  Uncertainty result{Eigen::MatrixXd::Constant(count, count, nan),
                     Eigen::MatrixXd::Constant(count, count, nan)};
  if (estimate.standard_errors.size() > 0) {
    result.standard_errors = estimate.standard_errors;
    for (Index j = 0; j < count; ++j) {
      for (Index i = 0; i < count; ++i) {
        result.standard_errors(i, j) *= transform_slope(transform, estimate.values(i, j));
      }
    }
    result.degrees_of_freedom.setConstant(estimate.degrees_of_freedom);
    return result;
  }
  if (count == 0 || variation.series.size() == 0) return result;
  const TimedSeries placed = timed(series, varying_series(variation));
  std::vector<Index> lengths(static_cast<std::size_t>(count), 0);
  if (method == StandardErrorMethod::xdf) {
    lengths = correlation_lengths(placed, autocovariances(placed));
  }
  const ProductVariances products = product_variances(placed, variation.slopes, lengths);
  const double common = method == StandardErrorMethod::bartlett ? common_inflation(placed) : 1.0;
  const auto volumes = static_cast<double>(series.values.rows());
  const double most = series.degrees_of_freedom + 1.0;
  for (Index j = 0; j < count; ++j) {
    for (Index i = 0; i < count; ++i) {
      const double independent = products.independent(i, j);
      const auto unknown = [&](const char* why) {
        if (i < j) result.unknown.push_back({i, j, why});
      };
      if (!(independent > least_variance)) {
        unknown("no standard error: series that are nearly the same");
        continue;
      }
      const double inflation = std::max(products.variances(i, j) / independent, common);
      const double equivalent = method == StandardErrorMethod::white
                                    ? most
                                    : std::min(volumes / inflation * series.regression_share, most);
      const double degrees = equivalent - 2.0 - variation.parameters;
      const double divisor = degrees + (transform == StatisticTransform::none ? 1.0 : -1.0);
      if (!(divisor > 0.0)) {
        unknown("no standard error: too few effective volumes");
        continue;
      }
      // What is left of a series by nearly as many others as it has volumes says little of its
      // variance.
      if (variation.parameters > 0.5 * equivalent) {
        unknown("no standard error: other regions take more than half of the effective volumes");
        continue;
      }
      result.degrees_of_freedom(i, j) = degrees;
      result.standard_errors(i, j) = variation.factors(i, j) * std::sqrt(independent / divisor) *
                                     transform_slope(transform, estimate.values(i, j));
    }
  }
  return result;
}

double equivalent_volumes(const KeptSeries& series) {
  const auto volumes = static_cast<double>(series.values.rows());
  return std::min(
      volumes / common_inflation(timed(series, series.values)) * series.regression_share,
      series.degrees_of_freedom + 1.0);
}

}  // namespace rewire
