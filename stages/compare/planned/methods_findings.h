#pragma once

#include <string>

#include "stages/compare/planned/plan.h"

namespace rewire {

/// Sentences on what the plan asks for beside its endpoints: associations, prediction, reliability.
std::string findings_methods(const PlanParams& plan);

/// "References: ..." of the methods that the plan uses.
std::string references_text(const PlanParams& plan);

}  // namespace rewire
