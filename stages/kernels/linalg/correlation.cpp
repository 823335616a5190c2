#include "stages/kernels/linalg/correlation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stages/core/parallel.h"

namespace rewire {
namespace {

constexpr std::size_t block_series = 64;

/// Centres `column` and scales it to unit length; zero when it is not usable.
SeriesState standardise(Eigen::Ref<Eigen::VectorXd> column) {
  if (!column.allFinite()) {
    column.setZero();
    return SeriesState::not_finite;
  }
  const double largest = column.cwiseAbs().maxCoeff();
  const double scale = largest > 0.0 ? largest : 1.0;
  column /= scale;
  column.array() -= column.mean();
  column.array() -= column.mean();
  const double rounding = 8.0 * std::numeric_limits<double>::epsilon();
  if (column.cwiseAbs().maxCoeff() <= rounding) {
    column.setZero();
    return SeriesState::constant;
  }
  column.normalize();
  return SeriesState::usable;
}

}  // namespace

Correlation correlate(const Eigen::Ref<const Eigen::MatrixXd>& series) {
  const Eigen::Index count = series.cols();
  Correlation result;
  result.states.assign(static_cast<std::size_t>(count), SeriesState::usable);
  Eigen::MatrixXd unit = series;
  if (series.rows() == 0)
    std::fill(result.states.begin(), result.states.end(), SeriesState::constant);
  for (Eigen::Index j = 0; j < count && series.rows() > 0; ++j) {
    result.states[static_cast<std::size_t>(j)] = standardise(unit.col(j));
  }
  result.r.resize(count, count);
  parallel_for(
      static_cast<std::size_t>(count), block_series, [&](std::size_t from, std::size_t to) {
        const auto begin = static_cast<Eigen::Index>(from);
        const auto width = static_cast<Eigen::Index>(to - from);
        result.r.block(begin, begin, count - begin, width).noalias() =
            unit.rightCols(count - begin).transpose() * unit.middleCols(begin, width);
      });
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (Eigen::Index j = 0; j < count; ++j) {
    const bool usable_j = result.states[static_cast<std::size_t>(j)] == SeriesState::usable;
    result.r(j, j) = usable_j ? 1.0 : nan;
    for (Eigen::Index i = j + 1; i < count; ++i) {
      const bool usable =
          usable_j && result.states[static_cast<std::size_t>(i)] == SeriesState::usable;
      result.r(i, j) = usable ? std::clamp(result.r(i, j), -1.0, 1.0) : nan;
      result.r(j, i) = result.r(i, j);
    }
  }
  return result;
}

}  // namespace rewire
