#pragma once

#include <nlohmann/json_fwd.hpp>

#include "stages/data/comparison.h"
#include "stages/data/planned_comparison.h"

namespace rewire {

/// Tables that the page shows as they are: networks and sets of edges of the comparison, and what a
/// plan asks for beyond it. A list of {id, title, intro, heads, rows}; of long tables the rows of
/// the smallest p.
nlohmann::json finding_tables(const Comparison& comparison, const PlannedComparison* planned);

}  // namespace rewire
