#include "stages/dynamics/dynamics.h"

#include <algorithm>
#include <cmath>
#include <limits>

#include "stages/core/error.h"
#include "stages/core/field_list.h"
#include "stages/core/number_text.h"
#include "stages/core/requirements.h"
#include "stages/dynamics/cohort_states.h"
#include "stages/dynamics/variability.h"
#include "stages/kernels/linalg/correlation.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr double nan = std::numeric_limits<double>::quiet_NaN();

/// The regions with a series in every session; the others get a reason.
std::vector<Index> common_regions(const CohortSeries& cohort, std::vector<RegionSignal>& signals) {
  for (RegionSignal& signal : signals) signal.missing_reason.clear();
  for (const CohortSession& session : cohort.sessions) {
    std::vector<Index> kept;
    for (std::size_t t = 0; t < session.series.kept.size(); ++t) {
      if (session.series.kept[t] != 0) kept.push_back(static_cast<Index>(t));
    }
    Eigen::MatrixXd values = session.series.values(kept, Eigen::all);
    const std::vector<SeriesState> states = make_unit_columns(values);
    for (std::size_t j = 0; j < states.size(); ++j) {
      if (states[j] == SeriesState::usable || !signals[j].missing_reason.empty()) continue;
      const std::string& known = session.series.regions[j].missing_reason;
      const std::string seen = states[j] == SeriesState::constant
                                   ? "series is constant over the kept volumes"
                                   : "series is not finite";
      signals[j].missing_reason = session.name + ": " + (known.empty() ? seen : known);
    }
  }
  std::vector<Index> regions;
  for (std::size_t j = 0; j < signals.size(); ++j) {
    if (signals[j].missing_reason.empty()) regions.push_back(static_cast<Index>(j));
  }
  return regions;
}

/// Says which regions are copies of each other in a window.
void warn_of_copies(const std::vector<std::pair<Index, Index>>& held,
                    const std::vector<Index>& regions,
                    const std::string& session,
                    Dynamics& dynamics) {
  std::vector<std::string> pairs;
  for (const auto& pair : held) {
    const auto name = [&](Index k) -> const std::string& {
      const auto region = static_cast<std::size_t>(regions[static_cast<std::size_t>(k)]);
      return dynamics.regions[region].region.name;
    };
    pairs.push_back(name(pair.first) + "--" + name(pair.second));
  }
  Requirements requirements("dynamics › " + session, "leave one region of each pair out");
  requirements.prefer(pairs.empty(),
                      "regions that are the same up to scale in a window: " + enumerate(pairs),
                      "series of their own; |r| is held below 1 - 1e-9");
  append(dynamics.warnings, requirements.take());
}

/// Root of the sum over edges (i < j) of (x_i x_j)^2, per kept volume.
void add_edge_amplitude(const DynamicSeries& series, SessionDynamics& session) {
  std::vector<double> amplitudes;
  for (Index t = 0; t < series.values.rows(); ++t) {
    if (series.kept[t] == 0.0) continue;
    session.volumes_s.push_back(static_cast<double>(t) * series.repetition_time_s);
    const auto squares = series.values.row(t).array().square();
    const double all = squares.sum();
    amplitudes.push_back(std::sqrt(std::max(0.0, 0.5 * (all * all - squares.square().sum()))));
  }
  session.edge_amplitude =
      Eigen::Map<const Eigen::VectorXd>(amplitudes.data(), static_cast<Index>(amplitudes.size()));
}

/// The common regions' matrix at its place among all regions.
void spread(const std::vector<Index>& regions, Index count, Eigen::MatrixXd& matrix) {
  Eigen::MatrixXd whole = Eigen::MatrixXd::Constant(count, count, nan);
  whole(regions, regions) = matrix;
  matrix = std::move(whole);
}

void spread_all(const std::vector<Index>& regions, Dynamics& dynamics) {
  const auto count = static_cast<Index>(dynamics.regions.size());
  for (SessionDynamics& session : dynamics.sessions) {
    WindowVariability& found = session.variability;
    for (Eigen::MatrixXd* matrix :
         {&found.deviation, &found.deviation_p, &found.excursion, &found.excursion_p}) {
      spread(regions, count, *matrix);
    }
  }
  for (Eigen::MatrixXd& centroid : dynamics.states.centroids) spread(regions, count, centroid);
  for (Eigen::MatrixXd& centroid : dynamics.patterns.centroids) {
    Eigen::MatrixXd whole = Eigen::MatrixXd::Constant(count, 1, nan);
    whole(regions, 0) = centroid.col(0);
    centroid = std::move(whole);
  }
}

Index seed_of(const DynamicsParams& params,
              const std::vector<RegionSignal>& signals,
              const std::vector<Index>& regions) {
  if (params.pattern_seed.empty()) return -1;
  for (std::size_t k = 0; k < regions.size(); ++k) {
    const RegionSignal& signal = signals[static_cast<std::size_t>(regions[k])];
    if (signal.region.name == params.pattern_seed) return static_cast<Index>(k);
  }
  throw InputError({.found = "no usable region " + params.pattern_seed,
                    .expected = "the name of a region with a series in every session",
                    .where = "dynamics",
                    .remedy = "choose another pattern_seed"});
}

void require_windows(Requirements& requirements,
                     const CohortSession& session,
                     const DynamicsParams& params) {
  const double tr = session.series.repetition_time_s;
  const Index length = window_length(params, tr);
  std::vector<std::int64_t> bounds = session.series.run_starts;
  if (bounds.empty()) bounds.push_back(0);
  bounds.push_back(session.series.values.rows());
  const Index step = std::max<Index>(1, static_cast<Index>(std::lround(params.step_s / tr)));
  Index windows = 0;
  for (std::size_t run = 0; run + 1 < bounds.size(); ++run) {
    const Index volumes = bounds[run + 1] - bounds[run];
    if (volumes >= length) windows += 1 + (volumes - length) / step;
  }
  requirements.require(windows >= 2,
                       session.name + " with " + std::to_string(windows) + " windows of " +
                           format_number(params.window_s) + " s",
                       "two or more",
                       "leave the session out, or choose shorter windows");
}

}  // namespace

std::vector<Problem> check_dynamics(const CohortSeries& cohort, const DynamicsParams& params) {
  Requirements requirements("dynamics", "choose longer windows");
  requirements.add(validate(cohort, "dynamics"));
  requirements.add(broken_rules(params, "dynamics"));
  requirements.require(params.window_s * params.slowest_hz >= 1.0 - 1e-9,
                       "windows of " + format_number(params.window_s) + " s",
                       "at least " + format_number(1.0 / params.slowest_hz) +
                           " s, one period of the slowest frequency (" +
                           format_number(params.slowest_hz) + " Hz)");
  for (const CohortSession& session : cohort.sessions) {
    if (!(session.series.repetition_time_s > 0.0)) continue;
    requirements.require(window_length(params, session.series.repetition_time_s) >= 5,
                         "windows of " + format_number(params.window_s) + " s in " + session.name,
                         "five volumes or more");
    require_windows(requirements, session, params);
  }
  if (params.fit == StateFit::baseline && !params.baseline.empty()) {
    std::vector<Problem> problems;
    sessions_of(cohort, params.baseline, problems);
    requirements.add(std::move(problems));
  }
  return requirements.take();
}

Dynamics cohort_dynamics(const CohortSeries& cohort, const DynamicsParams& params) {
  throw_if_errors(check_dynamics(cohort, params));
  Dynamics dynamics;
  dynamics.atlas = cohort.sessions.front().series.atlas;
  dynamics.regions = cohort.sessions.front().series.regions;
  const std::vector<Index> regions = common_regions(cohort, dynamics.regions);
  Requirements requirements("dynamics", "leave out the sessions that lack them");
  requirements.require(regions.size() >= 2,
                       std::to_string(regions.size()) + " regions with a series in every session",
                       "two or more");
  for (const RegionSignal& signal : dynamics.regions) {
    requirements.prefer(
        signal.missing_reason.empty(),
        "region " + signal.region.name + " without a series (" + signal.missing_reason + ")",
        "a series in every session; it is left out of all");
  }
  dynamics.warnings = requirements.take();
  throw_if_errors(dynamics.warnings);

  std::vector<DynamicSeries> series;
  std::vector<Windows> windows;
  std::vector<Eigen::MatrixXf> edges;
  for (std::size_t i = 0; i < cohort.sessions.size(); ++i) {
    const CohortSession& session = cohort.sessions[i];
    series.push_back(dynamic_series(session.series, regions));
    windows.push_back(usable_windows(
        series[i], place_windows(series[i], params), session.name, dynamics.warnings));
    if (windows[i].starts.size() < 2) {
      throw InputError({.found = std::to_string(windows[i].starts.size()) + " usable windows",
                        .expected = "two or more",
                        .where = "dynamics › " + session.name,
                        .remedy = "leave the session out"});
    }
    const Eigen::MatrixXd of_session = window_edges(series[i].values, windows[i]);
    warn_of_copies(
        held_edges(of_session, series[i].values.cols()), regions, session.name, dynamics);
    SessionDynamics found;
    found.name = session.name;
    found.session = session.session;
    found.variability = window_variability(
        series[i], windows[i], of_session, params, static_cast<std::uint64_t>(i));
    add_edge_amplitude(series[i], found);
    edges.emplace_back(of_session.cast<float>());
    dynamics.sessions.push_back(std::move(found));
  }
  std::vector<Problem> problems;
  const bool is_baseline = params.fit == StateFit::baseline;
  const std::vector<std::size_t> fitted =
      sessions_of(cohort, is_baseline ? params.baseline : "", problems);
  find_states(series, windows, edges, fitted, params, dynamics);
  find_patterns(series, seed_of(params, dynamics.regions, regions), fitted, params, dynamics);
  spread_all(regions, dynamics);
  return dynamics;
}

}  // namespace rewire
