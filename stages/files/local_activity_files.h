#pragma once

#include <filesystem>

#include "stages/data/local_activity.h"
#include "stages/data/provenance.h"

namespace rewire {

/// *_localactivity.tsv: one row per region with coverage, tSNR, every measure raw, _z and _ratio,
/// and why it is missing; the JSON sidecar holds all the rest, so that reading gives back the same
/// value.
void write_local_activity(const std::filesystem::path& path,
                          const LocalActivity& activity,
                          const Provenance& provenance);

/// InputError.
LocalActivity read_local_activity(const std::filesystem::path& path);

/// One measure as XCP-D lays it out (*_stat-alff_bold.tsv): one row, a column per region.
void write_region_activity(const std::filesystem::path& path,
                           const LocalActivity& activity,
                           const RegionActivity& measure,
                           const Provenance& provenance);

/// A map as it is, or standardised, with its sidecar.
void write_activity_map(const std::filesystem::path& path,
                        const ActivityMaps& maps,
                        const ActivityMap& map,
                        Standardisation standardisation,
                        const Provenance& provenance);

}  // namespace rewire
