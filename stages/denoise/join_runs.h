#pragma once

#include <span>
#include <string>
#include <vector>

#include "stages/core/stage.h"
#include "stages/data/region_series.h"

namespace rewire {

/// The cleaned runs of one session, in their order.
struct RunSeries {
  std::vector<RegionSeries> runs;
};

std::vector<Problem> validate(const RunSeries& series, const std::string& where);
void add_content(Digester& digester, const RunSeries& series);

/// The cleaned runs of one session as one series: every run's regions are standardised over its
/// kept volumes (mean 0, standard deviation 1), then put one behind the other; run_starts says
/// where, so that no later step takes the last volume of one run and the first of the next for
/// neighbours. Degrees of freedom add up (0 when one is unknown). A region that is missing or
/// constant in one run is missing. Voxel counts and coverage are the smallest, tSNR the mean.
/// Throws InputError for what check_runs() reports.
RegionSeries join_runs(std::span<const RegionSeries> runs);

/// At least one run; the same atlas, regions and repetition time; two kept volumes each.
std::vector<Problem> check_runs(std::span<const RegionSeries> runs);

struct JoinRunsParams {};

inline void fields(FieldVisitor& /*visitor*/, JoinRunsParams& /*params*/) {}

/// The same as a step of a graph.
RegionSeries join_session(const RunSeries& series, const JoinRunsParams& params);
std::vector<Problem> check_session(const RunSeries& series, const JoinRunsParams& params);

inline constexpr Stage<RegionSeries, JoinRunsParams, RunSeries> join_runs_stage{
    "join_runs",
    1,
    "Standardise the runs of a session and put them one behind the other",
    &join_session,
    &check_session,
    {}};

}  // namespace rewire
