#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

#include "stages/data/region_series.h"

namespace rewire {

/// One object per region, in order; unknown numbers are null.
nlohmann::json regions_to_json(const std::vector<RegionSignal>& regions);

/// InputError, with `where`, when a member is missing or of the wrong kind.
std::vector<RegionSignal> regions_from_json(const nlohmann::json& json, const std::string& where);

/// Regions of which only the names are known (another program's table): labels count from 1.
std::vector<RegionSignal> regions_from_names(const std::vector<std::string>& names);

}  // namespace rewire
