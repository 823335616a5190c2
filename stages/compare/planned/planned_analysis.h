#pragma once

#include <vector>

#include "stages/compare/planned/plan.h"
#include "stages/core/stage.h"
#include "stages/data/plan_state.h"
#include "stages/data/planned_comparison.h"
#include "stages/data/trial_inputs.h"

namespace rewire {

/// A trial analysed as its plan says: who is in and why not (draw_sample), the planned model of the
/// primary and secondary endpoints with adjusted p, sensitivity analyses of the primary ones,
/// honesty checks, exploratory families by compare(), and what was done in words. Arms are coded
/// (code_arms) when the plan asks for it and the state does not say that it is unblinded. A
/// secondary endpoint's adjusted p is reported whatever the gate says; a note says when it is
/// closed. Throws InputError with the errors of check_plan.
PlannedComparison analyse_by_plan(const TrialInputs& inputs,
                                  const PlanState& state,
                                  const PlanParams& plan);

extern const Stage<PlannedComparison, PlanParams, TrialInputs, PlanState> planned_stage;

}  // namespace rewire
