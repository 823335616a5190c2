#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/plan/plan_file.h"
#include "stages/core/problem.h"
#include "stages/data/atlas.h"
#include "stages/data/region_series.h"

namespace rewire {

/// The regions of the files in their order: from the table that [data] names, else `names` of a
/// file (made up when it has none: there are `count`). Structures come from the table's own columns
/// (structure or group, prefrontal_area, hemisphere), else from the atlas by name, a leading
/// "7Networks_" or "17Networks_" apart. Everything that is wrong becomes a problem.
std::vector<Region> regions_of_files(const DataParams& data,
                                     const std::filesystem::path& directory,
                                     const std::vector<std::string>& names,
                                     std::size_t count,
                                     std::vector<Problem>& problems);

/// Gives regions of which only the names are known (none has a structure or hemisphere) what the
/// atlas says of regions of these names; nothing changes when it is unknown here.
void add_structures(std::vector<RegionSignal>& regions, const std::string& atlas);

}  // namespace rewire
