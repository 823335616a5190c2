#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/app/command_line.h"
#include "stages/data/cohort_series.h"

namespace rewire::app {

/// How another program's tables of time series are to be read.
struct SeriesOptions {
  std::optional<double> repetition_time_s;
  std::string rows_are = "volumes";
  std::string regions;  ///< table of the regions' names; empty: the tables' header
};

/// --repetition-time, --rows-are and --regions.
void add_series_options(Command& command, SeriesOptions& options);

RegionSeries read_series(const std::filesystem::path& file, const SeriesOptions& options);

/// The region series of several sessions; names and session labels come from BIDS file names, other
/// names are taken as they are.
CohortSeries read_cohort(const std::vector<std::string>& files, const SeriesOptions& options);

/// Where a result of the session whose series is `series` goes below `output`:
/// sub-01/ses-pre/func/sub-01_ses-pre_task-rest_atlas-AAL_stat-tangent_relmat.tsv; flat, with the
/// series' stem in front, when its name is not BIDS'.
std::filesystem::path session_file(const std::filesystem::path& output,
                                   const std::filesystem::path& series,
                                   const std::string& stat,
                                   const std::string& suffix);

}  // namespace rewire::app
