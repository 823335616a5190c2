#include "stages/connectivity/kept_series.h"

#include <algorithm>
#include <cmath>

#include "stages/kernels/linalg/correlation.h"

namespace rewire {
namespace {

using Eigen::Index;

int run_of(const RegionSeries& series, Index volume) {
  const auto after = std::upper_bound(
      series.run_starts.begin(), series.run_starts.end(), static_cast<std::int64_t>(volume));
  return static_cast<int>(after - series.run_starts.begin());
}

void explain(SeriesState state, RegionSignal& signal) {
  if (state == SeriesState::usable || !signal.missing_reason.empty()) return;
  signal.missing_reason = state == SeriesState::constant
                              ? "series is constant over the kept volumes"
                              : "series is not finite";
}

}  // namespace

KeptSeries keep_volumes(const RegionSeries& series, std::vector<RegionSignal>& signals) {
  KeptSeries kept;
  kept.repetition_time_s = series.repetition_time_s;
  for (std::size_t t = 0; t < series.kept.size(); ++t) {
    if (series.kept[t] == 0) continue;
    kept.times.push_back(static_cast<Index>(t));
    kept.runs.push_back(run_of(series, static_cast<Index>(t)));
  }
  const auto rows = static_cast<double>(kept.times.size());
  kept.degrees_of_freedom =
      series.degrees_of_freedom > 0.0 ? series.degrees_of_freedom : rows - 1.0;
  if (series.degrees_of_freedom > 0.0) {
    kept.regression_share = series.degrees_of_freedom /
                            (series.degrees_of_freedom + series.nuisance_degrees_of_freedom);
  }
  Eigen::MatrixXd unit = series.values(kept.times, Eigen::all);
  Eigen::VectorXd lengths;
  const std::vector<SeriesState> states = make_unit_columns(unit, &lengths);
  for (std::size_t j = 0; j < states.size(); ++j) {
    explain(states[j], signals[j]);
    if (signals[j].missing_reason.empty()) kept.regions.push_back(static_cast<Index>(j));
  }
  kept.values = unit(Eigen::all, kept.regions) * std::sqrt(rows);
  kept.deviations = lengths(kept.regions) / std::sqrt(rows);
  return kept;
}

}  // namespace rewire
