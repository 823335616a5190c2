#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "stages/data/cohort_series.h"

namespace rewire::app {

/// The region series of several sessions; names and session labels come from BIDS file names, other
/// names are taken as they are.
CohortSeries read_cohort(const std::vector<std::string>& files,
                         std::optional<double> repetition_time_s);

/// Where a result of the session whose series is `series` goes below `output`:
/// sub-01/ses-pre/func/sub-01_ses-pre_task-rest_atlas-AAL_stat-tangent_relmat.tsv; flat, with the
/// series' stem in front, when its name is not BIDS'.
std::filesystem::path session_file(const std::filesystem::path& output,
                                   const std::filesystem::path& series,
                                   const std::string& stat,
                                   const std::string& suffix);

}  // namespace rewire::app
