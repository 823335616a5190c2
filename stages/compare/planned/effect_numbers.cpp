#include "stages/compare/planned/effect_numbers.h"

#include <cmath>
#include <set>

#include "stages/compare/planned/endpoint_model.h"
#include "stages/core/not_a_number.h"
#include "stages/kernels/statistics/bayes_factor.h"
#include "stages/kernels/statistics/effect_size.h"
#include "stages/kernels/statistics/monte_carlo_interval.h"

namespace rewire {
namespace {

using Eigen::Index;

std::string reason_of(FitState state) {
  switch (state) {
    case FitState::fitted:
      return "";
    case FitState::too_few_rows:
      return "too few participants for the model";
    case FitState::no_variance:
      return "the endpoint does not vary between participants";
    case FitState::not_estimable:
      return "the participants present do not determine the contrast";
    case FitState::not_converged:
      return "the covariance of the visits is not determined by the data";
  }
  return "";
}

/// Participants with the endpoint, by arm; and with the reference arm and another one.
struct Present {
  std::vector<std::set<int>> of_arm;
  int with_both(std::size_t arm) const {
    int both = 0;
    for (const int person : of_arm[arm]) both += of_arm[0].contains(person) ? 1 : 0;
    return both;
  }
};

Present present_in(const ModelData& data, Index endpoint, std::size_t arms) {
  Present present{std::vector<std::set<int>>(arms)};
  for (Index i = 0; i < data.values.rows(); ++i) {
    const auto visit = static_cast<std::size_t>(i);
    if (data.has(i, endpoint)) {
      present.of_arm[static_cast<std::size_t>(data.arms[visit])].insert(data.participants[visit]);
    }
  }
  return present;
}

void take_numbers(
    PlannedEffect& effect, const FollowupFit& fit, Index endpoint, std::size_t arm, int pairs) {
  const Index difference = fit.places.difference[arm];
  const ContrastFits& fits = fit.fits;
  effect.reason = reason_of(fits.state(endpoint, difference));
  if (!effect.reason.empty()) return;
  effect.mean_reference = fits.estimate(endpoint, fit.places.mean[0]);
  effect.mean_treatment = fits.estimate(endpoint, fit.places.mean[arm]);
  effect.estimate = fits.estimate(endpoint, difference);
  effect.standard_error = fits.standard_error(endpoint, difference);
  effect.t = fits.t(endpoint, difference);
  effect.degrees_of_freedom = fits.degrees_of_freedom(endpoint, difference);
  effect.ci_low = fits.ci_low(endpoint, difference);
  effect.ci_high = fits.ci_high(endpoint, difference);
  effect.p = fits.p(endpoint, difference);
  const int first = pairs > 0 ? pairs : effect.n_treatment;
  const int second = pairs > 0 ? 0 : effect.n_reference;
  const EffectSize size = hedges_effect_size(effect.t, first, second, confidence);
  effect.effect_size = size.value;
  effect.effect_size_ci_low = size.low;
  effect.effect_size_ci_high = size.high;
  const double n_first = first;
  const double n_second = second;
  effect.log10_bayes_factor =
      log_bayes_factor(effect.t,
                       effect.degrees_of_freedom,
                       second > 0 ? n_first * n_second / (n_first + n_second) : n_first) /
      std::log(10.0);
}

/// p by permutation, and the interval of the p that all permutations would give; that p itself
/// where they were all done.
void take_permutations(PlannedEffect& effect, const ContrastTest& test, Index endpoint) {
  effect.p_permutation = test.tested.p[endpoint];
  effect.p_fwe = test.tested.p_fwe[endpoint];
  effect.p_permutation_low = effect.p_permutation_high = effect.p_permutation;
  if (std::isnan(effect.p_permutation)) {
    effect.reason = "no permutation changes the contrast";
    return;
  }
  if (test.exhaustive) return;
  const auto count = static_cast<double>(test.permutations);
  const MonteCarloInterval interval =
      monte_carlo_interval(std::round(effect.p_permutation * count), count, confidence);
  effect.p_permutation_low = interval.low;
  effect.p_permutation_high = interval.high;
}

std::string model_text(const PlanParams& plan, const FitChanges& changes) {
  std::string text;
  if (plan.trial.design == TrialDesign::crossover) {
    text = changes.participants == ParticipantTerm::fixed ? "cross-over, within participants"
                                                          : "cross-over";
    if (plan.model.carry_over == CarryOverTerm::first_order) text += ", carry-over";
  } else {
    text = to_text(plan.model.model);
  }
  if (plan.model.weights == EndpointWeights::standard_errors) text += ", weighted";
  return text;
}

}  // namespace

PlannedEffect undefined_effect() {
  PlannedEffect effect;
  for (double* number : {&effect.mean_reference,
                         &effect.mean_treatment,
                         &effect.estimate,
                         &effect.standard_error,
                         &effect.t,
                         &effect.degrees_of_freedom,
                         &effect.ci_low,
                         &effect.ci_high,
                         &effect.effect_size,
                         &effect.effect_size_ci_low,
                         &effect.effect_size_ci_high,
                         &effect.log10_bayes_factor,
                         &effect.p,
                         &effect.p_permutation,
                         &effect.p_permutation_low,
                         &effect.p_permutation_high,
                         &effect.p_fwe,
                         &effect.p_adjusted}) {
    *number = nan;
  }
  return effect;
}

std::vector<PlannedEffect> effects_of(const FollowupFit& fit,
                                      const EndpointPlace& place,
                                      std::span<const ContrastTest> tests,
                                      const TrialTable& table,
                                      const PlanParams& plan,
                                      const FitChanges& changes) {
  const bool crossover = plan.trial.design == TrialDesign::crossover;
  const Present present = present_in(fit.data, place.in_fit, table.arms.size());
  std::vector<PlannedEffect> made;
  for (std::size_t arm = 1; arm < table.arms.size(); ++arm) {
    PlannedEffect effect = undefined_effect();
    effect.model = model_text(plan, changes);
    effect.arm = table.arms[arm];
    effect.followup = fit.followup;
    effect.n_reference = static_cast<int>(present.of_arm[0].size());
    effect.n_treatment = static_cast<int>(present.of_arm[arm].size());
    const int pairs = crossover ? present.with_both(arm) : 0;
    const auto minimum = plan.inference.minimum_participants;
    const auto need = [&](int n, const std::string& what) {
      if (n >= minimum || !effect.reason.empty()) return;
      effect.reason =
          std::to_string(n) + " participants " + what + ", " + std::to_string(minimum) + " needed";
    };
    if (crossover) {
      need(pairs, "with both treatments");
    } else {
      need(effect.n_treatment, "of arm " + table.arms[arm]);
      need(effect.n_reference, "of arm " + table.arms[0]);
    }
    if (effect.reason.empty()) take_numbers(effect, fit, place.in_fit, arm, pairs);
    effect.permuted = permuted_text(plan, changes, !tests.empty());
    if (effect.reason.empty() && !tests.empty()) {
      take_permutations(effect, tests[arm - 1], place.in_tests);
    }
    made.push_back(std::move(effect));
  }
  return made;
}

}  // namespace rewire
