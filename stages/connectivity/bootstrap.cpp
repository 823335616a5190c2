#include "stages/connectivity/bootstrap.h"

#include <algorithm>
#include <cmath>

#include "stages/core/error.h"
#include "stages/core/not_a_number.h"
#include "stages/core/number_text.h"
#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "stages/kernels/linalg/correlation.h"
#include "stages/kernels/statistics/product_variance.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr std::size_t resamples_at_once = 8;
constexpr double blocks_per_lag = 5.0;

/// Rows in blocks of neighbours; the number of its block for each.
struct Resample {
  std::vector<Index> rows;
  std::vector<int> blocks;
};

Resample draw(const KeptSeries& series, Index block, RandomStream random) {
  const auto count = static_cast<Index>(series.times.size());
  Resample sample;
  for (int number = 0; static_cast<Index>(sample.rows.size()) < count; ++number) {
    const auto start = static_cast<Index>(random.below(static_cast<std::uint32_t>(count)));
    const Index first = series.times[static_cast<std::size_t>(start)];
    for (Index k = 0; k < count; ++k) {
      const auto row = static_cast<std::size_t>((start + k) % count);
      const bool wrapped = start + k >= count;
      const Index distance =
          wrapped ? series.times.back() + 1 - first + series.times[row] - series.times.front()
                  : series.times[row] - first;
      if (distance >= block || static_cast<Index>(sample.rows.size()) == count) break;
      sample.rows.push_back(static_cast<Index>(row));
      sample.blocks.push_back(number + (wrapped ? 1 : 0));
    }
    // A block that goes on from the start is two runs.
    if (!sample.blocks.empty()) number = sample.blocks.back();
  }
  return sample;
}

KeptSeries resampled(const KeptSeries& series, const Resample& sample) {
  KeptSeries result;
  result.regions = series.regions;
  result.repetition_time_s = series.repetition_time_s;
  result.degrees_of_freedom = series.degrees_of_freedom;
  result.knows_degrees = series.knows_degrees;
  result.regression_share = series.regression_share;
  Eigen::MatrixXd unit = series.values(sample.rows, Eigen::all);
  Eigen::VectorXd lengths;
  make_unit_columns(unit, &lengths);
  const double scale = std::sqrt(static_cast<double>(unit.rows()));
  result.values = unit * scale;
  result.deviations = series.deviations.cwiseProduct(lengths) / scale;
  Index shift = 0;
  for (std::size_t t = 0; t < sample.rows.size(); ++t) {
    const Index time = series.times[static_cast<std::size_t>(sample.rows[t])];
    const bool starts = t == 0 || sample.blocks[t] != sample.blocks[t - 1];
    if (starts) shift = (t == 0 ? 0 : result.times.back() + 1) - time;
    result.times.push_back(time + shift);
    result.runs.push_back(sample.blocks[t] * 1000 +
                          series.runs[static_cast<std::size_t>(sample.rows[t])]);
  }
  return result;
}

/// Blocks of a kind that looks at other volumes must hold most pairs of its longest lag.
Index block_length(ConnectivityKind kind,
                   const KeptSeries& series,
                   const EstimatorParams& params,
                   const BootstrapParams& resampling) {
  const bool has_lags =
      kind == ConnectivityKind::lagged_correlation || kind == ConnectivityKind::lag;
  const double least_s = has_lags ? blocks_per_lag * params.longest_lag_s : 0.0;
  const auto volumes = [&](double seconds) {
    return std::max<Index>(1, std::lround(seconds / series.repetition_time_s));
  };
  if (!resampling.block_s) return std::max(automatic_block(series), volumes(least_s));
  if (*resampling.block_s < least_s) {
    throw InputError({.found = "blocks of " + format_number(*resampling.block_s) + " s",
                      .expected = format_number(least_s) + " s or more, five times the longest lag",
                      .where = "bootstrap",
                      .remedy = "give longer blocks or a shorter longest_lag"});
  }
  return volumes(*resampling.block_s);
}

}  // namespace

Index automatic_block(const KeptSeries& series) {
  const Index span = series.times.empty() ? 0 : series.times.back() - series.times.front() + 1;
  const TimedSeries placed = at_true_times(series.values, series.times, series.runs, span / 3);
  const Eigen::MatrixXd covariances = autocovariances(placed);
  const std::vector<Index> lengths = correlation_lengths(placed, covariances);
  std::vector<double> blocks;
  for (Index j = 0; j < covariances.cols(); ++j) {
    double weighted = 0.0;
    double spectrum = covariances(0, j);
    for (Index lag = 1; lag <= lengths[static_cast<std::size_t>(j)]; ++lag) {
      weighted += 2.0 * static_cast<double>(lag) * covariances(lag, j);
      spectrum += 2.0 * covariances(lag, j);
    }
    const double ratio = spectrum > 0.0 ? weighted / spectrum : 0.0;
    blocks.push_back(std::cbrt(1.5 * ratio * ratio * static_cast<double>(series.times.size())));
  }
  if (blocks.empty()) return 1;
  const auto middle = blocks.begin() + static_cast<std::ptrdiff_t>(blocks.size() / 2);
  std::nth_element(blocks.begin(), middle, blocks.end());
  return std::clamp<Index>(static_cast<Index>(std::ceil(*middle)), 1, std::max<Index>(span / 3, 1));
}

Uncertainty bootstrap(ConnectivityKind kind,
                      const KeptSeries& series,
                      const EstimatorParams& params,
                      const BootstrapParams& resampling) {
  const Index count = series.values.cols();
  const StatisticTransform transform = declaration_of(kind).transform;
  const auto samples = static_cast<std::size_t>(resampling.samples);
  const Index block = block_length(kind, series, params, resampling);
  Eigen::ArrayXXd number = Eigen::ArrayXXd::Zero(count, count);
  Eigen::ArrayXXd sum = number;
  Eigen::ArrayXXd squares = number;
  for (std::size_t begin = 0; begin < samples; begin += resamples_at_once) {
    const std::size_t width = std::min(resamples_at_once, samples - begin);
    std::vector<Eigen::ArrayXXd> made(width);
    parallel_for(width, 1, [&](std::size_t k, std::size_t) {
      const RandomStream random(static_cast<std::uint64_t>(resampling.seed), begin + k);
      const Estimate found = estimate(kind, resampled(series, draw(series, block, random)), params);
      made[k] = found.values.array().unaryExpr([&](double value) {
        return std::isnan(value) ? nan : transform_for_statistics(transform, value);
      });
    });
    // In the order of the resamples: the same bytes for any number of threads.
    for (const Eigen::ArrayXXd& values : made) {
      const Eigen::ArrayXXd known = values.isFinite().cast<double>();
      const Eigen::ArrayXXd filled = values.isFinite().select(values, 0.0);
      number += known;
      sum += filled;
      squares += filled.square();
    }
  }
  Uncertainty result{Eigen::MatrixXd::Constant(count, count, nan),
                     Eigen::MatrixXd::Constant(count, count, nan)};
  for (Index j = 0; j < count; ++j) {
    for (Index i = 0; i < count; ++i) {
      const double n = number(i, j);
      if (n < 0.5 * static_cast<double>(samples) || n < 2.0) {
        if (i < j) {
          result.unknown.push_back({i, j, "no standard error: most resamples have no number"});
        }
        continue;
      }
      const double variance = std::max(squares(i, j) - sum(i, j) * sum(i, j) / n, 0.0) / (n - 1.0);
      if (!(variance > 0.0)) continue;
      result.standard_errors(i, j) = std::sqrt(variance);
      if (transform != StatisticTransform::none) {
        result.degrees_of_freedom(i, j) = 1.0 + 1.0 / variance;
      }
    }
  }
  return result;
}

}  // namespace rewire
