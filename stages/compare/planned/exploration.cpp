#include "stages/compare/planned/exploration.h"

#include <algorithm>

#include "stages/compare/contrasts.h"
#include "stages/compare/edge_networks.h"
#include "stages/compare/planned/endpoint_model.h"
#include "stages/core/progress.h"
#include "stages/kernels/statistics/multiple_tests.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

/// What the whole-family comparison takes from a fit by the planned model.
Effect explored_effect(const PlannedEffect& fit, const std::string& contrast) {
  Effect effect;
  effect.family = fit.family;
  effect.endpoint = fit.endpoint;
  effect.contrast = contrast;
  effect.n_reference = fit.n_reference;
  effect.n_treatment = fit.n_treatment;
  effect.estimate = fit.estimate;
  effect.standard_error = fit.standard_error;
  effect.t = fit.t;
  effect.degrees_of_freedom = fit.degrees_of_freedom;
  effect.ci_low = fit.ci_low;
  effect.ci_high = fit.ci_high;
  effect.effect_size = fit.effect_size;
  effect.effect_size_ci_low = fit.effect_size_ci_low;
  effect.effect_size_ci_high = fit.effect_size_ci_high;
  effect.p = fit.p_permutation;
  effect.p_fwe = fit.p_fwe;
  effect.reason = fit.reason;
  return effect;
}

CompareParams compare_params(const PlanParams& plan) {
  CompareParams params;
  params.baseline = plan.trial.baseline;
  params.reference_arm = plan.trial.reference_arm;
  params.variance =
      plan.model.variance == ArmVariance::pooled ? VarianceModel::pooled : VarianceModel::welch;
  params.permutations = plan.inference.permutations;
  params.seed = plan.inference.seed;
  params.blocks = plan.inference.blocks;
  params.minimum_participants = plan.inference.minimum_participants;
  params.alpha = plan.inference.alpha;
  params.tail = plan.inference.tail;
  params.network = plan.inference.network;
  return params;
}

/// One family by the planned model.
ModelFits fit_family(const Sample& sample, const PlanParams& plan, std::size_t family) {
  const EndpointFamily& values = sample.inputs.trial.families[family];
  std::vector<ChosenEndpoint> endpoints;
  for (Index column = 0; column < values.values.cols(); ++column) {
    endpoints.push_back({family, column});
  }
  FitChanges changes{.permutations = UsePermutations::as_planned};
  if (values.name == "edge") {
    changes.networks = edge_network_tests(sample.inputs.trial, plan.inference.network);
  }
  return fit_model(sample.inputs, sample.inputs.trial.families, endpoints, plan, changes);
}

/// q of the effects of one family and contrast.
void set_q(const std::vector<Effect*>& effects) {
  VectorXd p(static_cast<Index>(effects.size()));
  for (std::size_t i = 0; i < effects.size(); ++i) p[static_cast<Index>(i)] = effects[i]->p;
  const VectorXd q = benjamini_hochberg(p);
  for (std::size_t i = 0; i < effects.size(); ++i) effects[i]->q_fdr = q[static_cast<Index>(i)];
}

/// The effects of one family and contrast, by the planned model in place of those on changes.
void take_fits(Comparison& comparison,
               const Sample& sample,
               const PlanParams& plan,
               const ModelFits& fits,
               const std::string& family,
               Contrast& contrast) {
  std::vector<Effect*> places;
  for (Effect& effect : comparison.effects) {
    if (effect.contrast == contrast.name && effect.family == family) places.push_back(&effect);
  }
  std::size_t place = 0;
  for (const PlannedEffect& fit : fits.effects) {
    if (fit.arm != contrast.arm || fit.followup != contrast.followup) continue;
    *places[place++] = explored_effect(fit, contrast.name);
  }
  set_q(places);
  std::erase_if(comparison.tails, [&](const TailRecord& tail) {
    return tail.contrast == contrast.name && tail.family == family;
  });
  for (const ContrastTest& test : fits.tests) {
    if (test.arm != contrast.arm || test.followup != contrast.followup) continue;
    if (test.permutations == 0) continue;
    contrast.permutations = test.permutations;
    contrast.exhaustive = test.exhaustive;
    if (test.tail) {
      comparison.tails.push_back(*test.tail);
      comparison.tails.back().contrast = contrast.name;
      comparison.tails.back().family = family;
    }
    if (family != "edge") continue;
    add_networks(
        comparison, sample.inputs.trial, plan.inference.network, test.tested, contrast.name);
  }
}

/// A comparison with the one contrast of a cross-over and places for its effects.
Comparison crossover_frame(const Sample& sample, const PlanParams& plan) {
  const std::vector<std::string>& arms = sample.inputs.trial.table.arms;
  Comparison comparison;
  comparison.followups = {"all periods"};
  comparison.reference_arm = arms[0];
  comparison.permutations = plan.inference.permutations;
  comparison.seed = static_cast<std::uint64_t>(plan.inference.seed);
  Contrast contrast;
  contrast.name = "(" + arms[1] + " - " + arms[0] + ") within participants";
  contrast.kind = ContrastKind::arm_by_time;
  contrast.arm = arms[1];
  contrast.followup = "all periods";
  comparison.contrasts.push_back(std::move(contrast));
  return comparison;
}

}  // namespace

Comparison explore(const Sample& sample, const PlanParams& plan, const ChosenEndpoints& chosen) {
  if (chosen.exploratory.empty()) return {};
  TrialData data{
      .table = sample.inputs.trial.table, .families = {}, .regions = sample.inputs.trial.regions};
  for (const std::size_t family : chosen.exploratory) {
    data.families.push_back(sample.inputs.trial.families[family]);
  }
  const bool crossover = plan.trial.design == TrialDesign::crossover;
  const bool by_model = explores_by_model(plan);
  Comparison comparison =
      crossover ? crossover_frame(sample, plan)
                : compare_contrasts(data,
                                    compare_params(plan),
                                    by_model ? NetworkContrasts::changes : NetworkContrasts::all);
  comparison.flow.clear();  // who is in is said once, for the whole plan
  if (!by_model) return comparison;
  for (const std::size_t family : chosen.exploratory) {
    const ProgressName progress("permutations of " + sample.inputs.trial.families[family].name);
    const ModelFits fits = fit_family(sample, plan, family);
    const std::string& name = sample.inputs.trial.families[family].name;
    for (Contrast& contrast : comparison.contrasts) {
      if (contrast.kind != ContrastKind::arm_by_time) continue;
      if (crossover) {
        for (const PlannedEffect& fit : fits.effects) {
          comparison.effects.push_back(explored_effect(fit, contrast.name));
          contrast.n_reference = std::max(contrast.n_reference, fit.n_reference);
          contrast.n_treatment = std::max(contrast.n_treatment, fit.n_treatment);
        }
      }
      take_fits(comparison, sample, plan, fits, name, contrast);
    }
  }
  return comparison;
}

}  // namespace rewire
