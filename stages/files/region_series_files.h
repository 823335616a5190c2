#pragma once

#include <filesystem>
#include <optional>

#include "stages/data/provenance.h"
#include "stages/data/region_series.h"
#include "stages/files/rows_are.h"

namespace rewire {

/// *_timeseries.tsv: one column per region, one row per volume, n/a for a missing region; the JSON
/// sidecar holds all the rest, so that reading gives back the same value.
void write_region_series(const std::filesystem::path& path,
                         const RegionSeries& series,
                         const Provenance& provenance);

/// Ours, or another program's table of numbers (read_number_table(); series without names become
/// region1, region2 ...): then all volumes are kept, degrees of freedom are unknown (0), and
/// RepetitionTime must be in a sidecar (or SamplingFrequency) unless it is given here. InputError.
/// Rows of ours are volumes.
RegionSeries read_region_series(const std::filesystem::path& path,
                                std::optional<double> repetition_time_s = {},
                                RowsAre rows_are = RowsAre::volumes);

/// *_stat-coverage_bold.tsv and *_stat-tsnr_bold.tsv as XCP-D lays them out: one row, a column per
/// region.
void write_coverage(const std::filesystem::path& path,
                    const RegionSeries& series,
                    const Provenance& provenance);
void write_tsnr(const std::filesystem::path& path,
                const RegionSeries& series,
                const Provenance& provenance);

}  // namespace rewire
