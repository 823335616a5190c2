#include "stages/kernels/statistics/lagged_correlation.h"

#include <algorithm>
#include <cmath>
#include <tuple>
#include <vector>

#include "stages/core/parallel.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr Index tile_series = 32;

/// Sums of squares of each series over the volumes that have a partner `lag` volumes later (rows of
/// `early`) or earlier (`late`): (longest lag + 1) x series.
struct PairedSquares {
  Eigen::MatrixXd early;
  Eigen::MatrixXd late;
};

PairedSquares paired_squares(const TimedSeries& series) {
  const Index lags = series.pairs.size();
  const Index times = series.values.rows();
  PairedSquares squares{Eigen::MatrixXd(lags, series.values.cols()),
                        Eigen::MatrixXd(lags, series.values.cols())};
  for (Index lag = 0; lag < lags; ++lag) {
    const Eigen::VectorXd earlier = series.present.head(times - lag);
    const Eigen::VectorXd later = series.present.tail(times - lag);
    const auto head = series.values.topRows(times - lag).array().square().matrix();
    const auto tail = series.values.bottomRows(times - lag).array().square().matrix();
    squares.early.row(lag) = later.transpose() * head;
    squares.late.row(lag) = earlier.transpose() * tail;
  }
  return squares;
}

/// Peak of the parabola through (-1, low), (0, high), (1, next), as a shift and its height.
std::pair<double, double> parabola(double low, double high, double next) {
  const double curvature = low - 2.0 * high + next;
  if (curvature == 0.0) return {0.0, high};
  const double shift = std::clamp(0.5 * (low - next) / curvature, -0.5, 0.5);
  return {shift, high - 0.25 * (low - next) * shift};
}

}  // namespace

PeakCorrelation peak_correlations(const TimedSeries& series) {
  const Index count = series.values.cols();
  const Index longest = series.longest_lag();
  const Index times = series.values.rows();
  const PairedSquares squares = paired_squares(series);
  PeakCorrelation peak{Eigen::MatrixXd::Identity(count, count),
                       Eigen::MatrixXd::Zero(count, count)};
  std::vector<std::pair<Index, Index>> tiles;
  for (Index j = 0; j < count; j += tile_series) {
    for (Index i = 0; i <= j; i += tile_series) tiles.emplace_back(i, j);
  }
  parallel_for(tiles.size(), 1, [&](std::size_t tile, std::size_t) {
    const auto [i, j] = tiles[tile];
    const Index rows = std::min(tile_series, count - i);
    const Index columns = std::min(tile_series, count - j);
    // From the lag -longest (the column's series leads) to +longest.
    std::vector<Eigen::MatrixXd> r;
    for (Index lag = -longest; lag <= longest; ++lag) {
      const Index size = std::abs(lag);
      const auto early = series.values.topRows(times - size);
      const auto late = series.values.bottomRows(times - size);
      Eigen::MatrixXd products(rows, columns);
      if (lag >= 0) {
        products.noalias() = early.middleCols(i, rows).transpose() * late.middleCols(j, columns);
      } else {
        products.noalias() = late.middleCols(i, rows).transpose() * early.middleCols(j, columns);
      }
      const auto& row_squares = lag >= 0 ? squares.early : squares.late;
      const auto& column_squares = lag >= 0 ? squares.late : squares.early;
      const Eigen::ArrayXXd scale = (row_squares.row(size).segment(i, rows).transpose() *
                                     column_squares.row(size).segment(j, columns))
                                        .array()
                                        .sqrt();
      r.push_back((scale > 0.0).select(products.array() / scale.max(1e-300), 0.0).matrix());
    }
    for (Index b = 0; b < columns; ++b) {
      for (Index a = 0; a < rows; ++a) {
        if (i + a >= j + b) continue;
        const auto at = [&](Index place) { return r[static_cast<std::size_t>(place)](a, b); };
        // Lags of equal height: the one nearest to 0, then the positive one.
        Index best = longest;
        for (Index size = 1; size <= longest; ++size) {
          for (const Index place : {longest + size, longest - size}) {
            if (std::abs(at(place)) > std::abs(at(best))) best = place;
          }
        }
        double shift = 0.0;
        double height = at(best);
        if (best > 0 && best < 2 * longest) {
          std::tie(shift, height) = parabola(at(best - 1), at(best), at(best + 1));
        }
        peak.r(i + a, j + b) = peak.r(j + b, i + a) = std::clamp(height, -1.0, 1.0);
        peak.lag(i + a, j + b) = static_cast<double>(best - longest) + shift;
        peak.lag(j + b, i + a) = -peak.lag(i + a, j + b);
      }
    }
  });
  return peak;
}

}  // namespace rewire
