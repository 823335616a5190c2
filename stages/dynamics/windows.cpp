#include "stages/dynamics/windows.h"

#include <algorithm>
#include <cmath>

#include "stages/core/number_text.h"
#include "stages/core/requirements.h"
#include "stages/kernels/linalg/correlation.h"
#include "stages/kernels/statistics/windowed_correlation.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr double least_weight_share = 0.5;
constexpr double highest = 1.0 - 1e-9;

WindowShape shape_of(WindowTaper taper) {
  switch (taper) {
    case WindowTaper::hamming:
      return WindowShape::hamming;
    case WindowTaper::convolved:
      return WindowShape::convolved;
    default:
      return WindowShape::rectangle;
  }
}

}  // namespace

DynamicSeries dynamic_series(const RegionSeries& series, const std::vector<Index>& regions) {
  DynamicSeries result;
  result.repetition_time_s = series.repetition_time_s;
  result.kept.resize(series.values.rows());
  for (Index t = 0; t < result.kept.size(); ++t) {
    result.kept[t] = series.kept[static_cast<std::size_t>(t)] != 0 ? 1.0 : 0.0;
  }
  for (const std::int64_t start : series.run_starts) result.run_starts.push_back(start);
  if (result.run_starts.empty()) result.run_starts.push_back(0);
  result.run_starts.push_back(series.values.rows());
  std::vector<Index> rows;
  for (Index t = 0; t < result.kept.size(); ++t) {
    if (result.kept[t] != 0.0) rows.push_back(t);
  }
  Eigen::MatrixXd unit = series.values(rows, regions);
  make_unit_columns(unit);
  result.values = Eigen::MatrixXd::Zero(series.values.rows(), static_cast<Index>(regions.size()));
  result.values(rows, Eigen::all) = unit * std::sqrt(static_cast<double>(rows.size()));
  return result;
}

Index window_length(const DynamicsParams& params, double repetition_time_s) {
  return static_cast<Index>(std::lround(params.window_s / repetition_time_s));
}

Windows place_windows(const DynamicSeries& series, const DynamicsParams& params) {
  Windows windows;
  windows.length = window_length(params, series.repetition_time_s);
  windows.step =
      std::max<Index>(1, static_cast<Index>(std::lround(params.step_s / series.repetition_time_s)));
  const Eigen::VectorXd taper = window_weights(
      shape_of(params.taper), windows.length, params.taper_s / series.repetition_time_s);
  windows.whole_weight = taper.sum();
  for (std::size_t run = 0; run + 1 < series.run_starts.size(); ++run) {
    for (Index start = series.run_starts[run]; start + windows.length <= series.run_starts[run + 1];
         start += windows.step) {
      windows.starts.push_back(start);
      windows.runs.push_back(static_cast<int>(run));
      windows.weights.emplace_back(taper.cwiseProduct(series.kept.segment(start, windows.length)));
    }
  }
  return windows;
}

Windows usable_windows(const DynamicSeries& series,
                       const Windows& windows,
                       const std::string& name,
                       std::vector<Problem>& warnings) {
  Windows usable;
  usable.length = windows.length;
  usable.step = windows.step;
  usable.whole_weight = windows.whole_weight;
  for (std::size_t w = 0; w < windows.starts.size(); ++w) {
    const auto part = series.values.middleRows(windows.starts[w], windows.length);
    const Eigen::MatrixXd r = weighted_correlation(part, windows.weights[w]);
    const bool is_full = windows.weights[w].sum() >= least_weight_share * windows.whole_weight &&
                         (windows.weights[w].array() > 0.0).count() > 2;
    if (!is_full || r.array().isNaN().any()) continue;
    usable.starts.push_back(windows.starts[w]);
    usable.runs.push_back(windows.runs[w]);
    usable.weights.push_back(windows.weights[w]);
  }
  Requirements requirements("dynamics › " + name, "read the windows that are left as such");
  const std::size_t lost = windows.starts.size() - usable.starts.size();
  requirements.prefer(lost == 0,
                      std::to_string(lost) + " of " + std::to_string(windows.starts.size()) +
                          " windows with too few kept volumes or a constant region",
                      "at least half of a window's weight; they are left out");
  append(warnings, requirements.take());
  return usable;
}

Eigen::MatrixXd window_edges(const Eigen::Ref<const Eigen::MatrixXd>& values,
                             const Windows& windows) {
  const Index regions = values.cols();
  Eigen::MatrixXd edges(static_cast<Index>(windows.starts.size()), regions * (regions - 1) / 2);
  for (std::size_t w = 0; w < windows.starts.size(); ++w) {
    const Eigen::MatrixXd r = weighted_correlation(
        values.middleRows(windows.starts[w], windows.length), windows.weights[w]);
    Index edge = 0;
    for (Index i = 0; i < regions; ++i) {
      for (Index j = i + 1; j < regions; ++j) {
        edges(static_cast<Index>(w), edge++) = std::atanh(std::clamp(r(i, j), -highest, highest));
      }
    }
  }
  return edges;
}

std::vector<std::pair<Index, Index>> held_edges(const Eigen::Ref<const Eigen::MatrixXd>& edges,
                                                Index regions) {
  const double limit = std::atanh(highest);
  std::vector<std::pair<Index, Index>> held;
  Index edge = 0;
  for (Index i = 0; i < regions; ++i) {
    for (Index j = i + 1; j < regions; ++j, ++edge) {
      if ((edges.col(edge).array().abs() >= limit).any()) held.emplace_back(i, j);
    }
  }
  return held;
}

Eigen::MatrixXd matrix_of_edges(const Eigen::Ref<const Eigen::RowVectorXd>& edges,
                                Index regions,
                                double diagonal) {
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Constant(regions, regions, diagonal);
  Index edge = 0;
  for (Index i = 0; i < regions; ++i) {
    for (Index j = i + 1; j < regions; ++j) matrix(i, j) = matrix(j, i) = edges[edge++];
  }
  return matrix;
}

}  // namespace rewire
