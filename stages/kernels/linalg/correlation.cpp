#include "stages/kernels/linalg/correlation.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stages/core/parallel.h"

namespace rewire {
namespace {

constexpr std::size_t block_series = 64;

/// Centres `column` and scales it to unit length; zero when it is not usable.
SeriesState standardise(Eigen::Ref<Eigen::VectorXd> column, double& length) {
  length = 0.0;
  if (column.size() == 0) return SeriesState::constant;
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
  length = column.norm() * scale;
  column.normalize();
  return SeriesState::usable;
}

}  // namespace

std::vector<SeriesState> make_unit_columns(Eigen::MatrixXd& series, Eigen::VectorXd* lengths) {
  std::vector<SeriesState> states(static_cast<std::size_t>(series.cols()), SeriesState::constant);
  Eigen::VectorXd found(series.cols());
  parallel_for(states.size(), block_series, [&](std::size_t from, std::size_t to) {
    for (std::size_t j = from; j < to; ++j) {
      const auto column = static_cast<Eigen::Index>(j);
      states[j] = standardise(series.col(column), found[column]);
    }
  });
  if (lengths != nullptr) *lengths = std::move(found);
  return states;
}

Eigen::MatrixXd unit_products(const Eigen::Ref<const Eigen::MatrixXd>& unit_columns) {
  const Eigen::Index count = unit_columns.cols();
  Eigen::MatrixXd r(count, count);
  parallel_for(
      static_cast<std::size_t>(count), block_series, [&](std::size_t from, std::size_t to) {
        const auto begin = static_cast<Eigen::Index>(from);
        const auto width = static_cast<Eigen::Index>(to - from);
        r.block(begin, begin, count - begin, width).noalias() =
            unit_columns.rightCols(count - begin).transpose() *
            unit_columns.middleCols(begin, width);
      });
  for (Eigen::Index j = 0; j < count; ++j) {
    r(j, j) = 1.0;
    for (Eigen::Index i = j + 1; i < count; ++i) {
      r(j, i) = r(i, j) = std::clamp(r(i, j), -1.0, 1.0);
    }
  }
  return r;
}

Correlation correlate(const Eigen::Ref<const Eigen::MatrixXd>& series) {
  Eigen::MatrixXd unit = series;
  Correlation result;
  result.states = make_unit_columns(unit);
  result.r = unit_products(unit);
  const double nan = std::numeric_limits<double>::quiet_NaN();
  for (Eigen::Index j = 0; j < series.cols(); ++j) {
    if (result.states[static_cast<std::size_t>(j)] == SeriesState::usable) continue;
    result.r.row(j).setConstant(nan);
    result.r.col(j).setConstant(nan);
  }
  return result;
}

}  // namespace rewire
