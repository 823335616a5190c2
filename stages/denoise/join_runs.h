#pragma once

#include <span>
#include <vector>

#include "stages/data/region_series.h"

namespace rewire {

/// The cleaned runs of one session as one series: every run's regions are standardised over its
/// kept volumes (mean 0, standard deviation 1), then put one behind the other; run_starts says
/// where, so that no later step takes the last volume of one run and the first of the next for
/// neighbours. Degrees of freedom add up (0 when one is unknown). A region that is missing or
/// constant in one run is missing. Voxel counts and coverage are the smallest, tSNR the mean.
/// Throws InputError for what check_runs() reports.
RegionSeries join_runs(std::span<const RegionSeries> runs);

/// At least one run; the same atlas, regions and repetition time; two kept volumes each.
std::vector<Problem> check_runs(std::span<const RegionSeries> runs);

}  // namespace rewire
