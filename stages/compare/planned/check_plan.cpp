#include "stages/compare/planned/check_plan.h"

#include <algorithm>

#include "stages/compare/planned/plan_checks.h"
#include "stages/compare/planned/plan_table.h"

namespace rewire {

std::vector<Problem> check_plan(const TrialInputs& inputs,
                                const PlanState& /*state*/,
                                const PlanParams& params) {
  const TrialTable& table = inputs.trial.table;
  PlanParams named = params;
  const std::vector<std::string> arms = known_arms(table, params.trial);
  if (std::find(arms.begin(), arms.end(), params.trial.reference_arm) != arms.end()) {
    named.trial.arms = planned_arms(table, params.trial);
  }
  std::vector<Problem> problems = check_plan_alone(named);
  Requirements plan("plan", "correct the plan");
  check_arms(table, params, plan);
  check_treatments(table, params, plan);
  check_sessions(table, params, plan);
  check_columns(table, params, plan);
  check_exclusion(inputs.quality, params.exclusion, plan);
  std::vector<Problem> of_endpoints;
  const ChosenEndpoints chosen =
      choose_endpoints(inputs.trial.families, params.endpoints, of_endpoints);
  check_options(inputs, params, chosen, plan);
  append(problems, plan.take());
  append(problems, of_endpoints);
  return problems;
}

}  // namespace rewire
