#include <algorithm>
#include <cmath>
#include <functional>
#include <set>

#include "stages/compare/planned/check_plan.h"
#include "stages/compare/planned/endpoint_model.h"
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
  const bool once = params.trial.design == TrialDesign::crossover ||
                    params.model.model == TrialModel::linear_course ||
                    params.model.model == TrialModel::exponential_course;
  const std::size_t visits = once ? 1 : std::max<std::size_t>(params.trial.followups.size(), 1);
  return static_cast<std::int64_t>(params.endpoints.primary.size() * visits * arms);
}

void check_parallel(const PlannedTrial& trial, const PlanParams& params, Requirements& plan) {
  plan.require(!trial.baseline.empty(), "no baseline", "the session before treatment");
  plan.require(!contains(trial.followups, trial.baseline) || trial.baseline.empty(),
               "baseline " + trial.baseline + " among the follow-ups",
               "a baseline before every follow-up",
               "take it out of followups");
  plan.require(trial.period_baselines.empty() && params.model.carry_over == CarryOverTerm::none &&
                   trial.sequence_column == "none" && trial.period_column == "none",
               "period_baselines, carry_over, sequence_column or period_column in a parallel trial",
               "these in a crossover only",
               "take them out, or plan design = \"crossover\"");
}

void check_crossover(const PlannedTrial& trial, const PlanParams& params, Requirements& plan) {
  plan.require(trial.baseline.empty(),
               "a baseline (" + trial.baseline + ") in a crossover",
               "none, or one for each period",
               "take it out, or name period_baselines");
  plan.require(trial.followups.size() >= 2,
               std::to_string(trial.followups.size()) + " follow-ups in a crossover",
               "one session per period, two or more");
  plan.require(trial.arm_column != "auto",
               "arm_column = auto in a crossover",
               "the column of the sessions' table with the treatment");
  plan.require(trial.sequence_column != "none",
               "a crossover without a sequence_column",
               "the column of the participants' table with the sequence");
  plan.require(trial.period_column != "none",
               "a crossover without a period_column",
               "the column of the sessions' table with the period");
  const std::size_t baselines = trial.period_baselines.size();
  plan.require(baselines == 0 || baselines == trial.followups.size(),
               std::to_string(baselines) + " period_baselines for " +
                   std::to_string(trial.followups.size()) + " follow-ups",
               "one for each, or none");
  plan.require(params.model.model == TrialModel::ancova ||
                   (params.model.model == TrialModel::change && baselines > 0),
               std::string("model = ") + std::string(to_text(params.model.model)) +
                   " in a crossover" + (baselines > 0 ? "" : " without period_baselines"),
               "ancova, or change with period_baselines");
  plan.require(
      params.inference.errors != PlannedErrors::symmetric && params.inference.blocks == "none",
      "blocks or symmetric errors in a crossover",
      "neither: sessions are exchanged within participants");
  plan.prefer(params.model.carry_over == CarryOverTerm::none || trial.followups.size() > 2,
              "carry_over with two periods",
              "three periods or more: with two it is known from the difference between sequences "
              "alone, and the treatment's effect loses what is within participants");
}

/// What a model has no place for.
void check_model(const PlanParams& params, Requirements& plan) {
  const bool crossover = params.trial.design == TrialDesign::crossover;
  const bool least_squares = !crossover && explores_by_model(params);
  plan.require(least_squares || params.model.variance == ArmVariance::pooled,
               "a variance per arm in a mixed model",
               "variance = pooled, or model = ancova or change with equal weights");
  plan.require(
      params.inference.errors != PlannedErrors::symmetric || params.inference.blocks == "none",
      "symmetric errors and blocks",
      "one of them: signs change participant by participant whatever the blocks");
  plan.prefer(params.model.variance == ArmVariance::pooled || flips_signs(params),
              "a variance per arm, and permutations that exchange participants",
              "errors = auto without blocks, so that signs change: participants whose variances "
              "differ are not exchangeable, and where the smaller arm varies more, family-wise p "
              "come out too small (docs/calibration.md)");
}

}  // namespace

std::vector<Problem> check_plan_alone(const PlanParams& params) {
  const PlannedTrial& trial = params.trial;
  Requirements plan("plan", "write it into plan.toml");
  plan.require(!trial.reference_arm.empty(), "no reference_arm", "the arm to compare with");
  plan.require(!trial.followups.empty(), "no followups", "at least one session after treatment");
  plan.require(!params.endpoints.primary.empty(),
               "no primary endpoint",
               "a closed list of at least one",
               "write for example primary = [\"structure_pair:amygdala--prefrontal\"]");
  if (trial.design == TrialDesign::crossover) {
    check_crossover(trial, params, plan);
  } else {
    check_parallel(trial, params, plan);
  }
  check_model(params, plan);
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
  return plan.take();
}

}  // namespace rewire
