#include "stages/connectivity/kept_series.h"

#include <algorithm>
#include <cmath>

#include "stages/core/random.h"
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

KeptSeries keep_volumes(const RegionSeries& series,
                        const std::vector<std::uint8_t>& flags,
                        std::vector<RegionSignal>& signals) {
  KeptSeries kept;
  kept.repetition_time_s = series.repetition_time_s;
  for (std::size_t t = 0; t < flags.size(); ++t) {
    if (flags[t] == 0) continue;
    kept.times.push_back(static_cast<Index>(t));
    kept.runs.push_back(run_of(series, static_cast<Index>(t)));
  }
  const auto rows = static_cast<double>(kept.times.size());
  const auto all =
      static_cast<double>(std::count(series.kept.begin(), series.kept.end(), std::uint8_t{1}));
  kept.degrees_of_freedom =
      series.degrees_of_freedom > 0.0 ? series.degrees_of_freedom * rows / all : rows - 1.0;
  kept.knows_degrees = series.degrees_of_freedom > 0.0;
  if (kept.knows_degrees) {
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
  const bool is_whole = kept.regions.size() == states.size();
  kept.values = is_whole ? std::move(unit) : Eigen::MatrixXd(unit(Eigen::all, kept.regions));
  kept.values *= std::sqrt(rows);
  kept.deviations = lengths(kept.regions) / std::sqrt(rows);
  return kept;
}

std::optional<std::vector<std::uint8_t>> random_stretch(const std::vector<std::uint8_t>& kept,
                                                        std::int64_t volumes,
                                                        std::int64_t seed) {
  const auto all = std::count(kept.begin(), kept.end(), std::uint8_t{1});
  if (volumes > all) return std::nullopt;
  constexpr std::uint64_t stream = std::uint64_t{1} << 63U;  // none of the bootstrap's
  RandomStream random(static_cast<std::uint64_t>(seed), stream);
  const auto first =
      static_cast<std::int64_t>(random.below(static_cast<std::uint32_t>(all - volumes + 1)));
  std::vector<std::uint8_t> stretch(kept.size(), 0);
  std::int64_t number = 0;
  for (std::size_t t = 0; t < kept.size(); ++t) {
    if (kept[t] == 0) continue;
    if (number >= first && number < first + volumes) stretch[t] = 1;
    ++number;
  }
  return stretch;
}

KeptSeries part_of(const KeptSeries& series, Index first, Index count) {
  KeptSeries part;
  part.repetition_time_s = series.repetition_time_s;
  part.regression_share = series.regression_share;
  const auto rows = static_cast<double>(count);
  part.knows_degrees = series.knows_degrees;
  part.degrees_of_freedom = part.knows_degrees ? series.degrees_of_freedom * rows /
                                                     static_cast<double>(series.values.rows())
                                               : rows - 1.0;
  part.times.assign(series.times.begin() + first, series.times.begin() + first + count);
  part.runs.assign(series.runs.begin() + first, series.runs.begin() + first + count);
  Eigen::MatrixXd unit = series.values.middleRows(first, count);
  Eigen::VectorXd lengths;
  const std::vector<SeriesState> states = make_unit_columns(unit, &lengths);
  std::vector<Index> usable;
  for (std::size_t j = 0; j < states.size(); ++j) {
    if (states[j] != SeriesState::usable) continue;
    usable.push_back(static_cast<Index>(j));
    part.regions.push_back(series.regions[j]);
  }
  const double scale = std::sqrt(rows);
  part.values = unit(Eigen::all, usable) * scale;
  part.deviations = series.deviations(usable).cwiseProduct(lengths(usable)) / scale;
  return part;
}

}  // namespace rewire
