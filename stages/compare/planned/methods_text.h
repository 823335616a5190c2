#pragma once

#include <string>

#include "stages/compare/planned/sample.h"
#include "stages/data/planned_comparison.h"

namespace rewire {

/// One paragraph that says what was done, for a paper: design, population, model, error control,
/// permutations and seed, exclusions, plan and software version apart (they stand beside it).
std::string methods_text(const PlanParams& plan,
                         const Sample& sample,
                         const PlannedComparison& result);

}  // namespace rewire
