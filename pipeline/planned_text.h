#pragma once

#include <string>

#include "stages/data/planned_comparison.h"

namespace rewire {

/// The result for a terminal: the plan's state, who took part, primary endpoints, secondary ones
/// that are shown, checks that speak up.
std::string planned_text(const PlannedComparison& result);

}  // namespace rewire
