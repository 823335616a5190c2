#include "stages/compare/planned/planned_analysis.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "stages/compare/compare.h"
#include "stages/compare/planned/check_plan.h"
#include "stages/compare/planned/checks.h"
#include "stages/compare/planned/choose_endpoints.h"
#include "stages/compare/planned/endpoint_model.h"
#include "stages/compare/planned/error_control.h"
#include "stages/compare/planned/methods_text.h"
#include "stages/compare/planned/sample.h"
#include "stages/compare/planned/sensitivity.h"
#include "stages/core/error.h"
#include "stages/kernels/statistics/false_discovery.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr std::array papers{
    Paper{"Vickers AJ, Altman DG",
          2001,
          "Analysing controlled trials with baseline and follow up measurements",
          "10.1136/bmj.323.7321.1123",
          "analysis of covariance"},
    Paper{
        "Mallinckrodt CH, Lane PW, Schnell D, Peng Y, Mancuso JP",
        2008,
        "Recommendations for the primary analysis of continuous endpoints in longitudinal clinical "
        "trials",
        "10.1177/009286150804200402",
        "mixed model for repeated measures"},
    Paper{
        "Schulz KF, Altman DG, Moher D",
        2010,
        "CONSORT 2010 Statement: updated guidelines for reporting parallel group randomised trials",
        "10.1136/bmj.c332",
        "participant flow"},
    Paper{"Kenward MG, Roger JH",
          1997,
          "Small sample inference for fixed effects from restricted maximum likelihood",
          "10.2307/2533558",
          "adjusted covariance and degrees of freedom"},
    Paper{"Freedman D, Lane D",
          1983,
          "A nonstochastic interpretation of reported significance levels",
          "10.1080/07350015.1983.10509354",
          "permutation of residuals"},
    Paper{"Benjamini Y, Yekutieli D",
          2001,
          "The control of the false discovery rate in multiple testing under dependency",
          "10.1214/aos/1013699998",
          "false discovery rate under dependency"},
    Paper{"Ciric R, Wolf DH, Power JD, Roalf DR, Baum GL, et al.",
          2017,
          "Benchmarking of participant-level confound regression strategies for the control of "
          "motion "
          "artifact in studies of functional connectivity",
          "10.1016/j.neuroimage.2017.03.020",
          "QC-FC and its dependence on distance"}};

void adjust(std::vector<PlannedEffect>& effects, const PlannedInference& inference) {
  for (const EndpointRole role : {EndpointRole::primary, EndpointRole::secondary}) {
    std::vector<std::size_t> places;
    for (std::size_t i = 0; i < effects.size(); ++i) {
      if (effects[i].role == role) places.push_back(i);
    }
    VectorXd p(static_cast<Index>(places.size()));
    for (std::size_t i = 0; i < places.size(); ++i) {
      p[static_cast<Index>(i)] = effects[places[i]].p;
    }
    const VectorXd adjusted = role == EndpointRole::primary
                                  ? control_primary(p, inference.primary_control)
                                  : control_secondary(p, inference.secondary_control);
    for (std::size_t i = 0; i < places.size(); ++i) {
      effects[places[i]].p_adjusted = adjusted[static_cast<Index>(i)];
    }
  }
}

std::vector<PlannedEffect> planned_effects(const Sample& sample,
                                           const PlanParams& plan,
                                           const ChosenEndpoints& chosen) {
  std::vector<PlannedEffect> effects;
  for (const EndpointRole role : {EndpointRole::primary, EndpointRole::secondary}) {
    const auto& endpoints = role == EndpointRole::primary ? chosen.primary : chosen.secondary;
    if (endpoints.empty()) continue;
    for (PlannedEffect& effect : fit_endpoints(sample.inputs,
                                               sample.inputs.trial.families,
                                               endpoints,
                                               plan,
                                               {.permutations = UsePermutations::as_planned})) {
      effect.role = role;
      effect.analysis = "plan";
      effects.push_back(std::move(effect));
    }
  }
  adjust(effects, plan.inference);
  return effects;
}

std::string gate_note(const std::vector<PlannedEffect>& effects, const PlanParams& plan) {
  if (plan.inference.gate == Gate::none || plan.endpoints.secondary.empty()) return "";
  const bool open = std::all_of(effects.begin(), effects.end(), [&](const PlannedEffect& effect) {
    return effect.role != EndpointRole::primary || effect.p_adjusted <= plan.inference.alpha;
  });
  return open ? "The gate to the secondary endpoints is open: every primary endpoint is shown."
              : "The gate to the secondary endpoints is closed: not every primary endpoint is "
                "shown, "
                "so that nothing may be claimed from them.";
}

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
  return params;
}

/// The effects of one family by the planned model, in place of those on changes.
void adjust_family(Comparison& comparison,
                   const Sample& sample,
                   const PlanParams& plan,
                   std::size_t family) {
  const EndpointFamily& values = sample.inputs.trial.families[family];
  std::vector<ChosenEndpoint> endpoints;
  for (Index column = 0; column < values.values.cols(); ++column) {
    endpoints.push_back({family, column});
  }
  const auto fits = fit_endpoints(sample.inputs,
                                  sample.inputs.trial.families,
                                  endpoints,
                                  plan,
                                  {.permutations = UsePermutations::as_planned});
  for (const Contrast& contrast : comparison.contrasts) {
    if (contrast.kind != ContrastKind::arm_by_time) continue;
    std::vector<Effect*> places;
    for (Effect& effect : comparison.effects) {
      if (effect.contrast == contrast.name && effect.family == values.name) {
        places.push_back(&effect);
      }
    }
    VectorXd p(static_cast<Index>(places.size()));
    std::size_t place = 0;
    for (const PlannedEffect& fit : fits) {
      if (fit.arm != contrast.arm || fit.followup != contrast.followup) continue;
      p[static_cast<Index>(place)] = fit.p_permutation;
      *places[place++] = explored_effect(fit, contrast.name);
    }
    const VectorXd q = benjamini_hochberg(p);
    for (std::size_t i = 0; i < places.size(); ++i) places[i]->q_fdr = q[static_cast<Index>(i)];
  }
}

Comparison explore(const Sample& sample, const PlanParams& plan, const ChosenEndpoints& chosen) {
  if (chosen.exploratory.empty()) return {};
  TrialData data{.table = sample.inputs.trial.table, .families = {}};
  for (const std::size_t family : chosen.exploratory) {
    data.families.push_back(sample.inputs.trial.families[family]);
  }
  Comparison comparison = compare(data, compare_params(plan));
  if (explores_by_model(plan)) {
    for (const std::size_t family : chosen.exploratory) {
      adjust_family(comparison, sample, plan, family);
    }
    for (Contrast& contrast : comparison.contrasts) {
      if (contrast.kind != ContrastKind::arm_by_time) continue;
      contrast.permutations = plan.inference.permutations;
      contrast.exhaustive = false;
    }
  }
  return comparison;
}

std::vector<CheckLine> honesty_checks(const Sample& sample,
                                      const PlanParams& plan,
                                      const ChosenEndpoints& chosen) {
  std::vector<CheckLine> lines = quality_by_arm(sample.inputs, plan.trial);
  const auto add = [&](std::vector<CheckLine> more) {
    lines.insert(lines.end(), more.begin(), more.end());
  };
  add(motion_connectivity_of_change(sample.inputs, plan));
  add(baseline_balance(sample.inputs, plan, chosen.primary));
  add(leave_one_out(sample.inputs, plan, chosen.primary));
  return lines;
}

void warn_of_plan(PlannedComparison& result) {
  if (result.plan_is_kept) return;
  result.warnings.push_back({"plan " + result.plan_state,
                             "a plan that was locked before the data were seen, and kept",
                             "plan",
                             "say so wherever these results are reported",
                             Severity::warning});
}

}  // namespace

PlannedComparison analyse_by_plan(const TrialInputs& inputs,
                                  const PlanState& state,
                                  const PlanParams& plan) {
  PlannedComparison result;
  result.warnings = check_plan(inputs, state, plan);
  throw_if_errors(result.warnings);
  throw_if_errors(validate(inputs, "trial"));
  PlanParams coded_plan = plan;
  TrialInputs coded_inputs;
  result.is_coded = plan.trial.blinding == Blinding::coded && !state.is_unblinded;
  if (result.is_coded) {
    coded_inputs = inputs;
    code_arms(coded_inputs, coded_plan);
  }
  const Sample sample = draw_sample(result.is_coded ? coded_inputs : inputs, coded_plan);
  std::vector<Problem> none;
  const ChosenEndpoints chosen =
      choose_endpoints(sample.inputs.trial.families, coded_plan.endpoints, none);

  result.title = plan.trial.title;
  result.plan_digest = to_text(plan_digest(plan));
  result.plan_state = state.text;
  result.plan_is_kept = state.is_kept;
  result.alpha = plan.inference.alpha;
  result.permutations = plan.inference.permutations;
  result.seed = plan.inference.seed;
  result.reference_arm = coded_plan.trial.reference_arm;
  result.baseline = plan.trial.baseline;
  result.followups = plan.trial.followups;
  result.flow = sample.flow;
  result.flow_counts = sample.counts;
  result.effects = planned_effects(sample, coded_plan, chosen);
  const std::string gate = gate_note(result.effects, plan);
  if (!gate.empty()) result.notes.push_back(gate);
  const Sensitivity again = sensitivity_analyses(sample, coded_plan, chosen.primary);
  result.effects.insert(result.effects.end(), again.effects.begin(), again.effects.end());
  result.notes.insert(result.notes.end(), again.notes.begin(), again.notes.end());
  result.checks = honesty_checks(sample, coded_plan, chosen);
  result.exploratory = explore(sample, coded_plan, chosen);
  append(result.warnings, result.exploratory.warnings);
  result.methods = methods_text(coded_plan, sample, result);
  warn_of_plan(result);
  return result;
}

const Stage<PlannedComparison, PlanParams, TrialInputs, PlanState> planned_stage{
    "planned_comparison",
    1,
    "Compare arms as a locked plan says, with its flow table and honesty checks",
    &analyse_by_plan,
    &check_plan,
    papers};

}  // namespace rewire
