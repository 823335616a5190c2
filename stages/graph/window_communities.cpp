#include <cmath>

#include "stages/core/error.h"
#include "stages/core/field_check.h"
#include "stages/core/number_text.h"
#include "stages/core/requirements.h"
#include "stages/graph/multilayer_stage.h"
#include "stages/kernels/linalg/correlation.h"

namespace rewire {
namespace {

using Eigen::Index;

/// First volumes of the windows. None reaches from one run into the next.
std::vector<Index> window_starts(const RegionSeries& series, const MultilayerParams& params) {
  const auto length = static_cast<Index>(std::lround(params.window_s / series.repetition_time_s));
  const auto step =
      std::max<Index>(1, static_cast<Index>(std::lround(params.step_s / series.repetition_time_s)));
  std::vector<std::int64_t> runs = series.run_starts;
  if (runs.empty()) runs.push_back(0);
  runs.push_back(series.values.rows());
  std::vector<Index> starts;
  for (std::size_t run = 0; run + 1 < runs.size(); ++run) {
    for (Index start = runs[run]; start + length <= runs[run + 1]; start += step) {
      starts.push_back(start);
    }
  }
  return starts;
}

Connectome window_connectome(const RegionSeries& series, const std::vector<Index>& volumes) {
  Connectome connectome;
  connectome.atlas = series.atlas;
  connectome.regions = series.regions;
  const Correlation correlation = correlate(series.values(volumes, Eigen::all));
  connectome.values = correlation.r;
  for (std::size_t i = 0; i < correlation.states.size(); ++i) {
    if (correlation.states[i] == SeriesState::usable) continue;
    std::string& reason = connectome.regions[i].missing_reason;
    if (reason.empty()) reason = "constant in a window";
  }
  return connectome;
}

}  // namespace

std::vector<Problem> check_windows(const RegionSeries& series, const MultilayerParams& params) {
  Requirements requirements("multilayer", "choose shorter windows, or a longer scan");
  requirements.add(validate(series, "multilayer"));
  requirements.add(check_fields(params, "multilayer"));
  if (series.repetition_time_s > 0.0) {
    const std::size_t windows = window_starts(series, params).size();
    requirements.require(
        windows > 1,
        std::to_string(windows) + " windows of " + format_number(params.window_s) + " s in " +
            format_number(static_cast<double>(series.values.rows()) * series.repetition_time_s) +
            " s",
        "at least two");
    requirements.require(params.window_s >= 3.0 * series.repetition_time_s,
                         "a window of " + format_number(params.window_s) + " s",
                         "at least three volumes");
  }
  return requirements.take();
}

MultilayerCommunities window_communities(const RegionSeries& series,
                                         const MultilayerParams& params) {
  throw_if_errors(check_windows(series, params));
  const auto length = static_cast<Index>(std::lround(params.window_s / series.repetition_time_s));
  std::vector<NetworkLayer> layers;
  Requirements requirements("multilayer", "read the windows that are left as such");
  for (const Index start : window_starts(series, params)) {
    std::vector<Index> volumes;
    for (Index v = start; v < start + length; ++v) {
      if (series.kept[static_cast<std::size_t>(v)] != 0) volumes.push_back(v);
    }
    const std::string name =
        format_number(static_cast<double>(start) * series.repetition_time_s) + "s";
    const bool is_whole = 2 * static_cast<Index>(volumes.size()) >= length && volumes.size() > 2;
    requirements.prefer(is_whole,
                        "window at " + name + " with " + std::to_string(volumes.size()) + " of " +
                            std::to_string(length) + " volumes",
                        "at least half; it is left out");
    if (is_whole) layers.push_back({name, window_connectome(series, volumes)});
  }
  MultilayerCommunities result = multilayer_communities(layers, params);
  append(result.warnings, requirements.take());
  return result;
}

}  // namespace rewire
