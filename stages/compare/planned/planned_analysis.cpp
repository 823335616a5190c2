#include "stages/compare/planned/planned_analysis.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "stages/compare/planned/check_plan.h"
#include "stages/compare/planned/checks.h"
#include "stages/compare/planned/choose_endpoints.h"
#include "stages/compare/planned/endpoint_model.h"
#include "stages/compare/planned/error_control.h"
#include "stages/compare/planned/exploration.h"
#include "stages/compare/planned/further_findings.h"
#include "stages/compare/planned/methods_text.h"
#include "stages/compare/planned/sample.h"
#include "stages/compare/planned/sensitivity.h"
#include "stages/core/error.h"

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
          "QC-FC and its dependence on distance"},
    Paper{"Rouder JN, Speckman PL, Sun D, Morey RD, Iverson G",
          2009,
          "Bayesian t tests for accepting and rejecting the null hypothesis",
          "10.3758/PBR.16.2.225",
          "JZS Bayes factor"},
    Paper{"Beer JC, Tustison NJ, Cook PA, Davatzikos C, Sheline YI, et al.",
          2020,
          "Longitudinal ComBat: A method for harmonizing longitudinal multi-scanner imaging data",
          "10.1016/j.neuroimage.2020.117129",
          "site effects with a random intercept per participant"},
    Paper{"Shen X, Finn ES, Scheinost D, Rosenberg MD, Chun MM, et al.",
          2017,
          "Using connectome-based predictive modeling to predict individual behavior from brain "
          "connectivity",
          "10.1038/nprot.2016.178",
          "connectome-based predictive modelling"},
    Paper{"Crawford JR, Howell DC",
          1998,
          "Comparing an individual's test score against norms derived from small samples",
          "10.1076/clin.12.4.482.7241",
          "change of one participant against the reference arm"},
    Paper{"Shrout PE, Fleiss JL",
          1979,
          "Intraclass correlations: uses in assessing rater reliability",
          "10.1037/0033-2909.86.2.420",
          "ICC(2,1) and ICC(3,1)"},
    Paper{"Jacobson NS, Truax P",
          1991,
          "Clinical significance: a statistical approach to defining meaningful change in "
          "psychotherapy research",
          "10.1037/0022-006X.59.1.12",
          "reliable change index"},
    Paper{"Simonsohn U, Simmons JP, Nelson LD",
          2020,
          "Specification curve analysis",
          "10.1038/s41562-020-0912-z",
          "specification curve"},
    Paper{"Rosenberger WF, Uschner D, Wang Y",
          2019,
          "Randomization: The forgotten component of the randomized clinical trial",
          "10.1002/sim.7901",
          "randomisation test of a fitted model"}};

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
  Sample sample = draw_sample(result.is_coded ? coded_inputs : inputs, coded_plan);
  const std::vector<CheckLine> of_sites = harmonise_sites(sample.inputs, coded_plan);
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
  std::vector<SpecificationLine> curve = specification_curve(result.effects, again, coded_plan);
  result.effects.insert(result.effects.end(), again.effects.begin(), again.effects.end());
  result.notes.insert(result.notes.end(), again.notes.begin(), again.notes.end());
  result.checks = honesty_checks(sample, coded_plan, chosen);
  result.checks.insert(result.checks.end(), of_sites.begin(), of_sites.end());
  result.exploratory = explore(sample, coded_plan, chosen);
  result.findings = further_findings(sample.inputs, coded_plan, chosen);
  result.findings.specifications = std::move(curve);
  append(result.warnings, result.exploratory.warnings);
  result.methods = methods_text(coded_plan, sample, result);
  warn_of_plan(result);
  return result;
}

const Stage<PlannedComparison, PlanParams, TrialInputs, PlanState> planned_stage{
    "planned_comparison",
    5,
    "Compare arms as a locked plan says, with its flow table and honesty checks",
    &analyse_by_plan,
    &check_plan,
    papers};

}  // namespace rewire
