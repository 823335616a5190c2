#include "stages/load/load.h"

#include <string>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/load/steady_state.h"

namespace rewire {
namespace {

constexpr std::int64_t fewest_volumes = 2;

Problem warning(std::string found, std::string expected, std::string remedy) {
  return {.found = std::move(found),
          .expected = std::move(expected),
          .where = "start of the scan",
          .remedy = std::move(remedy),
          .severity = Severity::warning};
}

std::string percent(double share) { return format_fixed(100.0 * share, 2) + " %"; }

std::string what_becomes(const LoadParams& params) {
  return params.non_steady == NonSteadyVolumes::remove ? "they were taken away"
                                                       : "they stay, marked in the confounds";
}

std::int64_t find_dummies(const BoldRun& bold,
                          const LoadParams& params,
                          std::vector<Problem>& warnings) {
  const std::optional<SteadyState> state = find_steady_state(bold.values);
  if (!state) {
    const bool is_short = bold.volume_count() < fewest_for_steady_state;
    warnings.push_back(
        warning(is_short ? std::to_string(bold.volume_count()) + " volumes"
                         : "a signal that falls through the first " +
                               std::to_string(most_non_steady) + " volumes",
                is_short ? std::to_string(fewest_for_steady_state) +
                               " or more, to tell whether the first ones are steady"
                         : "a steady signal within them",
                "none was taken away: look at the first volumes and give load.dummy_volumes"));
    return 0;
  }
  if (state->first_steady > 0) {
    warnings.push_back(warning(
        std::to_string(state->first_steady) + " volumes before the steady state (the first " +
            percent(state->first_excess) + " brighter than those that follow)",
        "a steady signal, which scatters by " + percent(state->signal_deviation),
        what_becomes(params) + "; give load.dummy_volumes to choose their number"));
  }
  return state->first_steady;
}

std::int64_t given_dummies(const LoadParams& params, std::vector<Problem>& warnings) {
  const std::int64_t count = *params.dummy_volumes;
  if (count > 0) {
    warnings.push_back(warning(
        std::to_string(count) + " dummy volumes by load.dummy_volumes", "", what_becomes(params)));
  }
  return count;
}

}  // namespace

void fields(FieldVisitor& visitor, LoadParams& params) {
  visitor.optional_integer("dummy_volumes",
                           params.dummy_volumes,
                           "auto",
                           Unit::volumes,
                           {0, 1000},
                           "Volumes to take away from the start of a scan; auto takes those before "
                           "the signal is steady.");
  visitor.choice("non_steady",
                 params.non_steady,
                 {"remove", "mark"},
                 "Whether these volumes are taken away, or stay and are left out by the columns "
                 "non_steady_state_outlierXX of the confounds.");
}

std::vector<Problem> check_load(const BoldRun& bold, const LoadParams& params) {
  std::vector<Problem> problems = validate(bold, "scan");
  const std::int64_t dummies = params.dummy_volumes.value_or(0);
  if (dummies < 0 || (dummies > 0 && dummies > bold.volume_count() - fewest_volumes)) {
    problems.push_back({.found = std::to_string(dummies) + " dummy volumes of " +
                                 std::to_string(bold.volume_count()) + " volumes",
                        .expected = "at least " + std::to_string(fewest_volumes) + " volumes left",
                        .where = "load.dummy_volumes",
                        .remedy = "give a smaller number or auto"});
  }
  return problems;
}

Loaded load(const BoldRun& bold, const LoadParams& params) {
  throw_if_errors(check_load(bold, params));
  Loaded loaded;
  const std::int64_t dummies = params.dummy_volumes ? given_dummies(params, loaded.warnings)
                                                    : find_dummies(bold, params, loaded.warnings);
  const bool marked = params.non_steady == NonSteadyVolumes::mark;
  const std::int64_t removed = marked ? 0 : dummies;
  loaded.bold = {.grid = bold.grid,
                 .values = bold.values.rightCols(bold.volume_count() - removed),
                 .repetition_time_s = bold.repetition_time_s,
                 .slice_times_s = bold.slice_times_s,
                 .slice_axis = bold.slice_axis,
                 .dummy_volumes = bold.dummy_volumes + static_cast<int>(removed),
                 .non_steady_volumes = marked ? static_cast<int>(dummies) : 0};
  return loaded;
}

const Stage<Loaded, LoadParams, BoldRun> load_stage{
    .name = "load",
    .version = 1,
    .summary = "Check a scan and take away the volumes before its steady state",
    .run = &load,
    .check = &check_load,
    .papers = {}};

}  // namespace rewire
