#include "stages/data/planned_comparison.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "stages/core/content.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

/// What a tested effect must have.
std::array<double, 10> needed_numbers(const PlannedEffect& effect) {
  return {effect.mean_reference,
          effect.mean_treatment,
          effect.estimate,
          effect.standard_error,
          effect.t,
          effect.degrees_of_freedom,
          effect.ci_low,
          effect.ci_high,
          effect.effect_size,
          effect.p};
}

std::string describe(const PlannedEffect& effect) {
  return effect.endpoint + " [" + effect.arm + ", " + effect.followup + ", " + effect.analysis +
         "]";
}

bool explained(const PlannedEffect& effect) {
  const auto numbers = needed_numbers(effect);
  return !effect.reason.empty() ||
         std::all_of(numbers.begin(), numbers.end(), [](double x) { return std::isfinite(x); });
}

bool possible(const PlannedEffect& effect) {
  const auto outside = [](double share) { return share < 0.0 || share > 1.0; };
  return !outside(effect.p) && !outside(effect.p_permutation) && !outside(effect.p_fwe) &&
         !outside(effect.p_adjusted) && !(effect.standard_error < 0.0) &&
         !(effect.ci_low > effect.ci_high) && effect.n_reference >= 0 && effect.n_treatment >= 0;
}

void add_effect(Digester& digester, const PlannedEffect& effect) {
  for (const std::string* text : {&effect.analysis,
                                  &effect.model,
                                  &effect.family,
                                  &effect.endpoint,
                                  &effect.arm,
                                  &effect.followup,
                                  &effect.permuted,
                                  &effect.reason}) {
    add_content(digester, *text);
  }
  add_content(digester, effect.role);
  add_content(digester, effect.n_reference);
  add_content(digester, effect.n_treatment);
  for (const double number : needed_numbers(effect)) add_content(digester, number);
  for (const double number : {effect.effect_size_ci_low,
                              effect.effect_size_ci_high,
                              effect.log10_bayes_factor,
                              effect.p_permutation,
                              effect.p_permutation_low,
                              effect.p_permutation_high,
                              effect.p_fwe,
                              effect.p_adjusted}) {
    add_content(digester, number);
  }
}

void add_check(Digester& digester, const CheckLine& line) {
  for (const std::string* text :
       {&line.check, &line.quantity, &line.arm, &line.session, &line.note}) {
    add_content(digester, *text);
  }
  add_content(digester, line.n);
  for (const double number : {line.value, line.deviation, line.low, line.high, line.p}) {
    add_content(digester, number);
  }
}

}  // namespace

std::string_view to_text(EndpointRole role) {
  return role == EndpointRole::primary ? "primary" : "secondary";
}

std::vector<Problem> validate(const PlannedComparison& result, const std::string& where) {
  Requirements requirements(where, "analyse the trial again");
  std::vector<std::string> unexplained;
  std::vector<std::string> impossible;
  for (const PlannedEffect& effect : result.effects) {
    if (!explained(effect)) unexplained.push_back(describe(effect));
    if (!possible(effect)) impossible.push_back(describe(effect));
  }
  requirements.require(unexplained.empty(),
                       "undefined numbers without a reason: " + enumerate(unexplained),
                       "finite numbers, or a reason");
  requirements.require(impossible.empty(),
                       "impossible numbers: " + enumerate(impossible),
                       "p from 0 to 1, no negative standard error, ordered intervals");
  require_findings(requirements, result.findings);
  requirements.add(validate(result.exploratory, where));
  return requirements.take();
}

void add_content(Digester& digester, const PlannedComparison& result) {
  for (const std::string* text : {&result.title,
                                  &result.plan_digest,
                                  &result.plan_state,
                                  &result.reference_arm,
                                  &result.baseline,
                                  &result.methods}) {
    add_content(digester, *text);
  }
  digester.integer(result.plan_is_kept ? 1 : 0).integer(result.is_coded ? 1 : 0);
  add_content(digester, result.alpha);
  add_content(digester, result.permutations);
  add_content(digester, result.seed);
  add_content(digester, result.followups);
  add_content(digester, result.notes);
  digester.integer(static_cast<std::int64_t>(result.effects.size()));
  for (const PlannedEffect& effect : result.effects) add_effect(digester, effect);
  digester.integer(static_cast<std::int64_t>(result.checks.size()));
  for (const CheckLine& line : result.checks) add_check(digester, line);
  digester.integer(static_cast<std::int64_t>(result.flow.size()));
  for (const FlowRow& row : result.flow) {
    for (const std::string* text :
         {&row.participant, &row.session, &row.arm, &row.excluded_reason}) {
      add_content(digester, *text);
    }
  }
  add_content(digester, result.findings);
  add_content(digester, result.exploratory);
}

}  // namespace rewire
