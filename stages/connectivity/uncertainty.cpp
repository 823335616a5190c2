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

Index longest_lag(const KeptSeries& series) {
  const Index span = series.times.empty() ? 0 : series.times.back() - series.times.front() + 1;
  return span / 3;
}

TimedSeries timed(const KeptSeries& series, const Variation& variation, Index lags) {
  const Eigen::MatrixXd& values = variation.series.size() > 0 ? variation.series : series.values;
  if (variation.mixing.size() == 0) return at_true_times(values, series.times, series.runs, lags);
  return at_true_times(values * variation.mixing, series.times, series.runs, lags);
}

/// How much more (1 - d) r varies than for a known share d. d falls as L, the sum of all squared
/// r_kl, rises: by d (1 / L - 1 / (p^2 + p + L)) under normality. Per volume t, r_ij moves by
/// x_i x_j - r_ij (x_i^2 + x_j^2) / 2 and L by the sum of 2 r_kl times those.
Eigen::ArrayXXd share_variation(const Eigen::MatrixXd& x, const Eigen::MatrixXd& r, double share) {
  const auto variables = static_cast<double>(r.cols());
  const auto volumes = static_cast<double>(x.rows());
  const double squares = r.squaredNorm() - variables;
  if (!(squares > 0.0) || share <= 0.0 || share >= 1.0) {
    return Eigen::ArrayXXd::Ones(r.rows(), r.cols());
  }
  const double slope =
      share * (1.0 / squares - 1.0 / (variables * variables + variables + squares));
  Eigen::VectorXd moves = (x * r).cwiseProduct(x).rowwise().sum();
  moves = 2.0 * (moves - x.cwiseAbs2() * r.cwiseAbs2().rowwise().sum());
  const Eigen::MatrixXd products = x.transpose() * moves.asDiagonal() * x / volumes;
  const Eigen::VectorXd own = products.diagonal();
  const auto ones = Eigen::RowVectorXd::Ones(r.cols());
  const Eigen::ArrayXXd common = (own * ones + (own * ones).transpose()).array();
  const Eigen::ArrayXXd covariance = products.array() - 0.5 * r.array() * common;
  const Eigen::ArrayXXd step = slope / (1.0 - share) * r.array();
  const Eigen::ArrayXXd variance = (1.0 - r.array().square()).square().max(1e-12);
  return (1.0 +
          (2.0 * step * covariance + step.square() * (moves.squaredNorm() / volumes)) / variance)
      .max(1.0);
}

/// With what the share of a shrinkage adds.
Eigen::MatrixXd factors_of(const KeptSeries& series, const Variation& variation) {
  if (!(variation.shrinkage > 0.0)) return variation.factors;
  return variation.factors.array() *
         share_variation(series.values, variation.slopes, variation.shrinkage).sqrt();
}

/// How much more than those of independent volumes the products of all edges vary, from the mean
/// autocorrelation: 1 + 2 sum of (pairs / n) of its square.
double common_inflation(const TimedSeries& series, Eigen::MatrixXd covariances) {
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
  if (count == 0 || variation.slopes.size() == 0) return result;
  const bool is_white = method == StandardErrorMethod::white;
  const TimedSeries placed = timed(series, variation, is_white ? 0 : longest_lag(series));
  const Eigen::MatrixXd covariances = autocovariances(placed);
  std::vector<Index> lengths(static_cast<std::size_t>(count), 0);
  if (method == StandardErrorMethod::xdf) lengths = correlation_lengths(placed, covariances);
  const ProductVariances products =
      product_variances(placed, covariances, variation.slopes, lengths);
  const double common =
      method == StandardErrorMethod::bartlett ? common_inflation(placed, covariances) : 1.0;
  const Eigen::MatrixXd factors = factors_of(series, variation);
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
      const double equivalent =
          is_white ? most : std::min(volumes / inflation * series.regression_share, most);
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
      result.standard_errors(i, j) = factors(i, j) * std::sqrt(independent / divisor) *
                                     transform_slope(transform, estimate.values(i, j));
    }
  }
  return result;
}

double equivalent_volumes(const KeptSeries& series) {
  const auto volumes = static_cast<double>(series.values.rows());
  const TimedSeries placed = timed(series, {}, longest_lag(series));
  return std::min(
      volumes / common_inflation(placed, autocovariances(placed)) * series.regression_share,
      series.degrees_of_freedom + 1.0);
}

}  // namespace rewire
