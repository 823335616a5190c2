#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "stages/compare/planned/check_plan.h"
#include "stages/core/number_text.h"
#include "stages/core/requirements.h"
#include "stages/data/names.h"

namespace rewire {
namespace {

void check_days(const PlannedTrial& trial, Requirements& plan) {
  const std::vector<double>& days = trial.followup_days;
  plan.require(days.empty() || days.size() == trial.followups.size(),
               std::to_string(days.size()) + " followup_days for " +
                   std::to_string(trial.followups.size()) + " follow-ups",
               "one for each follow-up, or none",
               "give one day per follow-up");
  plan.require(std::adjacent_find(days.begin(), days.end(), std::greater_equal<>()) == days.end(),
               "followup_days that do not ascend",
               "follow-ups in order of time",
               "sort the follow-ups by their days");
}

/// The tests that share alpha.
std::int64_t primary_tests(const PlanParams& params) {
  const std::size_t arms =
      params.trial.arms.empty()
          ? 1
          : std::max<std::size_t>(
                params.trial.arms.size() -
                    (contains(params.trial.arms, params.trial.reference_arm) ? 1 : 0),
                1);
  return static_cast<std::int64_t>(params.endpoints.primary.size() *
                                   std::max<std::size_t>(params.trial.followups.size(), 1) * arms);
}

}  // namespace

std::vector<Problem> check_plan_alone(const PlanParams& params) {
  const PlannedTrial& trial = params.trial;
  Requirements plan("plan", "write it into plan.toml");
  plan.require(!trial.reference_arm.empty(), "no reference_arm", "the arm to compare with");
  plan.require(!trial.baseline.empty(), "no baseline", "the session before treatment");
  plan.require(!trial.followups.empty(), "no followups", "at least one session after treatment");
  plan.require(!params.endpoints.primary.empty(),
               "no primary endpoint",
               "a closed list of at least one",
               "write for example primary = [\"structure_pair:amygdala--prefrontal\"]");
  plan.require(!contains(trial.followups, trial.baseline) || trial.baseline.empty(),
               "baseline " + trial.baseline + " among the follow-ups",
               "a baseline before every follow-up",
               "take it out of followups");
  plan.require(std::set<std::string>(trial.followups.begin(), trial.followups.end()).size() ==
                   trial.followups.size(),
               "a follow-up twice",
               "each once",
               "remove one");
  plan.require(
      trial.arms.empty() || trial.arms.size() > 1 || trial.arms.front() != trial.reference_arm,
      "the reference arm only",
      "an arm to compare with it",
      "name the arms");
  check_days(trial, plan);
  const double divisor = params.inference.primary_control == PrimaryControl::holm
                             ? static_cast<double>(std::max<std::int64_t>(primary_tests(params), 1))
                             : 1.0;
  const double needed = std::ceil(divisor / params.inference.alpha - 1e-9);
  plan.require(static_cast<double>(params.inference.permutations) >= needed,
               std::to_string(params.inference.permutations) + " permutations",
               "at least " + format_fixed(needed, 0) +
                   ", with fewer no p can reach alpha = " + format_number(params.inference.alpha) +
                   (divisor > 1.0 ? " / " + format_fixed(divisor, 0) : ""),
               "plan more permutations");
  plan.require(trial.design == TrialDesign::parallel,
               "a crossover",
               "a parallel trial, the design that plans can be carried out for",
               "compare its periods with a model of your own from the matrices");
  return plan.take();
}

}  // namespace rewire
