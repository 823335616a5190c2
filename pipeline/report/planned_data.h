#pragma once

#include <nlohmann/json_fwd.hpp>

#include "stages/data/planned_comparison.h"

namespace rewire {

/// The planned part of the page's data (Planned in web/source/data.ts).
nlohmann::json planned_json(const PlannedComparison& planned);

}  // namespace rewire
