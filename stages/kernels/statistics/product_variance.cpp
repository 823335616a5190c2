#include "stages/kernels/statistics/product_variance.h"

#include <algorithm>
#include <cmath>

#include "stages/core/parallel.h"

namespace rewire {
namespace {

using Eigen::Index;
using Tile = Eigen::ArrayXXd;

constexpr Index tile_series = 48;
/// Consecutive lags that must not stand out (K_N of Politis & White).
constexpr Index quiet_lags = 5;

/// Sums of one tile of pairs: rows begin at series `i`, columns at series `j`.
class TileSums {
 public:
  TileSums(const TimedSeries& series,
           const Eigen::MatrixXd& covariances,
           std::span<const Index> lengths,
           Index i,
           Index rows,
           Index j,
           Index columns)
      : series_(series),
        own_(covariances.middleCols(i, rows)),
        other_(covariances.middleCols(j, columns)),
        first_(series.values.middleCols(i, rows)),
        second_(series.values.middleCols(j, columns)),
        last_lag_(rows, columns) {
    for (Index b = 0; b < columns; ++b) {
      for (Index a = 0; a < rows; ++a) {
        last_lag_(a, b) = static_cast<double>(std::max(lengths[static_cast<std::size_t>(i + a)],
                                                       lengths[static_cast<std::size_t>(j + b)]));
      }
    }
  }

  void write_to(const Eigen::Ref<const Eigen::MatrixXd>& slopes,
                Eigen::Ref<Eigen::MatrixXd> variances,
                Eigen::Ref<Eigen::MatrixXd> independent) {
    add_lag_zero();
    independent = combined(slopes);
    const auto longest = static_cast<Index>(last_lag_.maxCoeff());
    for (Index lag = 1; lag <= longest; ++lag) add_lag(lag);
    variances = combined(slopes);
  }

 private:
  Eigen::MatrixXd combined(const Eigen::Ref<const Eigen::MatrixXd>& slopes) const {
    const auto q = slopes.array();
    return (products_ - q * mixed_ + 0.5 * q.square() * squares_) /
           static_cast<double>(series_.samples);
  }

  void add_lag_zero() {
    const Tile cross = (first_.transpose() * second_).array() / series_.pairs[0];
    const Tile a = own_.row(0).transpose().array().replicate(1, cross.cols());
    const Tile b = other_.row(0).array().replicate(cross.rows(), 1);
    products_ = series_.pairs[0] * (a * b + cross.square());
    mixed_ = series_.pairs[0] * 2.0 * (a + b) * cross;
    squares_ = series_.pairs[0] * (a.square() + b.square() + 2.0 * cross.square());
  }

  /// Both signs of the lag.
  void add_lag(Index lag) {
    const double pairs = series_.pairs[lag];
    if (pairs <= 0.0) return;
    const Index times = series_.values.rows() - lag;
    later_.noalias() = first_.topRows(times).transpose() * second_.bottomRows(times);
    earlier_.noalias() = first_.bottomRows(times).transpose() * second_.topRows(times);
    const Tile weight = (last_lag_ >= static_cast<double>(lag)).cast<double>();
    const Tile later = later_.array() / pairs * weight;
    const Tile earlier = earlier_.array() / pairs * weight;
    const Tile a = weight.colwise() * own_.row(lag).transpose().array();
    const Tile b = weight.rowwise() * other_.row(lag).array();
    products_ += (2.0 * pairs) * (a * b + later * earlier);
    mixed_ += (2.0 * pairs) * (a + b) * (later + earlier);
    squares_ += (2.0 * pairs) * (a.square() + b.square() + later.square() + earlier.square());
  }

  const TimedSeries& series_;
  Eigen::Ref<const Eigen::MatrixXd> own_;
  Eigen::Ref<const Eigen::MatrixXd> other_;
  Eigen::Ref<const Eigen::MatrixXd> first_;
  Eigen::Ref<const Eigen::MatrixXd> second_;
  Tile last_lag_;
  Tile products_;
  Tile mixed_;
  Tile squares_;
  Eigen::MatrixXd later_;
  Eigen::MatrixXd earlier_;
};

}  // namespace

TimedSeries at_true_times(const Eigen::Ref<const Eigen::MatrixXd>& samples,
                          std::span<const Index> times,
                          std::span<const int> runs,
                          Index longest_lag) {
  TimedSeries series;
  series.samples = samples.rows();
  std::vector<Index> places(times.size());
  Index apart = 0;
  for (std::size_t t = 0; t < times.size(); ++t) {
    if (t > 0 && runs[t] != runs[t - 1]) {
      apart += std::max<Index>(longest_lag + 1 - (times[t] - times[t - 1]), 0);
    }
    places[t] = times[t] - times[0] + apart;
  }
  const Index length = places.empty() ? 0 : places.back() + 1;
  series.present = Eigen::VectorXd::Zero(length);
  series.values = Eigen::MatrixXd::Zero(length, samples.cols());
  for (std::size_t t = 0; t < places.size(); ++t) {
    series.present[places[t]] = 1.0;
    series.values.row(places[t]) = samples.row(static_cast<Index>(t));
  }
  longest_lag = std::clamp<Index>(longest_lag, 0, std::max<Index>(length - 1, 0));
  series.pairs.resize(longest_lag + 1);
  for (Index lag = 0; lag <= longest_lag; ++lag) {
    series.pairs[lag] = series.present.head(length - lag).dot(series.present.tail(length - lag));
  }
  return series;
}

Eigen::MatrixXd autocovariances(const TimedSeries& series) {
  const Index lags = series.pairs.size();
  Eigen::MatrixXd covariances = Eigen::MatrixXd::Zero(lags, series.values.cols());
  parallel_for(
      static_cast<std::size_t>(series.values.cols()), 8, [&](std::size_t from, std::size_t to) {
        for (auto j = static_cast<Index>(from); j < static_cast<Index>(to); ++j) {
          const auto column = series.values.col(j);
          for (Index lag = 0; lag < lags; ++lag) {
            if (series.pairs[lag] <= 0.0) continue;
            const Index times = column.size() - lag;
            covariances(lag, j) = column.head(times).dot(column.tail(times)) / series.pairs[lag];
          }
        }
      });
  return covariances;
}

std::vector<Index> correlation_lengths(const TimedSeries& series,
                                       const Eigen::Ref<const Eigen::MatrixXd>& covariances) {
  const Index longest = series.longest_lag();
  const double scale = std::sqrt(std::log10(std::max(static_cast<double>(series.samples), 2.0)));
  std::vector<Index> lengths(static_cast<std::size_t>(covariances.cols()), 0);
  for (Index j = 0; j < covariances.cols(); ++j) {
    Index quiet = 0;
    Index lag = 1;
    for (; lag <= longest && quiet < quiet_lags; ++lag) {
      const double bound =
          2.0 * scale / std::sqrt(std::max(series.pairs[lag], 1.0)) * covariances(0, j);
      quiet = std::abs(covariances(lag, j)) < bound ? quiet + 1 : 0;
    }
    lengths[static_cast<std::size_t>(j)] = lag - 1 - quiet;
  }
  return lengths;
}

ProductVariances product_variances(const TimedSeries& series,
                                   const Eigen::MatrixXd& covariances,
                                   const Eigen::Ref<const Eigen::MatrixXd>& slopes,
                                   std::span<const Index> lengths) {
  const Index count = series.values.cols();
  ProductVariances result{Eigen::MatrixXd(count, count), Eigen::MatrixXd(count, count)};
  std::vector<std::pair<Index, Index>> tiles;
  for (Index j = 0; j < count; j += tile_series) {
    for (Index i = 0; i <= j; i += tile_series) tiles.emplace_back(i, j);
  }
  parallel_for(tiles.size(), 1, [&](std::size_t tile, std::size_t) {
    const auto [i, j] = tiles[tile];
    const Index rows = std::min(tile_series, count - i);
    const Index columns = std::min(tile_series, count - j);
    TileSums sums(series, covariances, lengths, i, rows, j, columns);
    sums.write_to(slopes.block(i, j, rows, columns),
                  result.variances.block(i, j, rows, columns),
                  result.independent.block(i, j, rows, columns));
  });
  for (Eigen::MatrixXd* matrix : {&result.variances, &result.independent}) {
    matrix->triangularView<Eigen::StrictlyLower>() = matrix->transpose();
  }
  return result;
}

}  // namespace rewire
