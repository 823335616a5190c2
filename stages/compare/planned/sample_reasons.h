#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "stages/compare/planned/plan.h"
#include "stages/data/trial_inputs.h"

namespace rewire {

/// Baselines and follow-ups of the plan, each once.
std::vector<std::string> planned_sessions(const PlannedTrial& trial);

/// What speaks against a row by itself; empty: nothing. `arms` are those of the plan.
std::string own_reason(const TrialInputs& inputs,
                       const PlanParams& plan,
                       const std::vector<std::string>& arms,
                       std::size_t row);

/// The own reasons of participant and session.
using ReasonOf = std::map<std::pair<std::string, std::string>, std::string>;

/// Why a row that is sound has nothing to go with it in the planned model; empty: it has. A course
/// takes everybody with any session; the other models need two that go together.
std::string company_reason(const TrialRow& visit, const PlanParams& plan, const ReasonOf& own);

/// Which planned session is missing; empty: none.
std::string completer_reason(const TrialRow& visit, const PlannedTrial& trial, const ReasonOf& own);

}  // namespace rewire
