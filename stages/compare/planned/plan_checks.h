#pragma once

#include <string>
#include <vector>

#include "stages/compare/planned/choose_endpoints.h"
#include "stages/compare/planned/plan.h"
#include "stages/core/requirements.h"
#include "stages/data/trial_inputs.h"

namespace rewire {

/// A problem with the nearest of the `known` names.
Problem unknown_name(const std::string& kind,
                     const std::string& name,
                     const std::vector<std::string>& known,
                     const std::string& where);

/// Parts of check_plan: sessions and their order; arms and who is in them; columns and whether the
/// model's are independent; exclusion rules; what a cross-over's sessions say; what options need.
void check_sessions(const TrialTable& table, const PlanParams& params, Requirements& plan);
void check_arms(const TrialTable& table, const PlanParams& params, Requirements& plan);
void check_treatments(const TrialTable& table, const PlanParams& params, Requirements& plan);
void check_columns(const TrialTable& table, const PlanParams& params, Requirements& plan);
void check_exclusion(const std::vector<VisitQuality>& quality,
                     const PlannedExclusion& rules,
                     Requirements& plan);
void check_options(const TrialInputs& inputs,
                   const PlanParams& params,
                   const ChosenEndpoints& chosen,
                   Requirements& plan);

}  // namespace rewire
