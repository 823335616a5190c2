#pragma once

#include <vector>

#include "stages/compare/planned/plan.h"
#include "stages/core/problem.h"
#include "stages/data/plan_state.h"
#include "stages/data/trial_inputs.h"

namespace rewire {

/// What is wrong with a plan by itself: roles not given, a baseline among the follow-ups, no
/// primary endpoint, fewer permutations than alpha needs (under Holm the smallest p must be able to
/// reach alpha / number of primary tests), ...
std::vector<Problem> check_plan_alone(const PlanParams& plan);

/// What is wrong with a plan for these data, before any compute: an arm, session, column, endpoint
/// or region that does not exist (with the nearest name), a baseline after a follow-up, an arm with
/// too few people, covariates that are constant, missing throughout or collinear with those before
/// them, an exclusion rule on something that no session has. Of the families only the names are
/// looked at. All problems, those of check_plan_alone among them.
std::vector<Problem> check_plan(const TrialInputs& inputs,
                                const PlanState& state,
                                const PlanParams& plan);

}  // namespace rewire
