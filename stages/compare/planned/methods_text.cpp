#include "stages/compare/planned/methods_text.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "stages/compare/planned/endpoint_fits.h"
#include "stages/compare/planned/endpoint_model.h"
#include "stages/compare/planned/methods_findings.h"
#include "stages/core/number_text.h"

namespace rewire {
namespace {

std::string joined(const std::vector<std::string>& names, const std::string& last = " and ") {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? last : ", ";
    text += names[i];
  }
  return text;
}

std::string who(const PlanParams& plan, const Sample& sample) {
  std::set<std::string> people;
  std::set<std::string> analysed;
  for (const FlowRow& row : sample.flow) {
    people.insert(row.participant);
    if (row.excluded_reason.empty()) analysed.insert(row.participant);
  }
  std::string text = "Of " + std::to_string(people.size()) + " participants " +
                     std::to_string(analysed.size()) + " were analysed, ";
  return text + (plan.trial.population == Population::intention_to_treat
                     ? "in the arm of the participants' table whatever treatment they took "
                       "(intention to treat; everybody with the sessions that the model needs)"
                     : "only those with every planned session (completers)");
}

std::string exclusions(const PlannedExclusion& rules) {
  std::vector<std::string> parts;
  const auto add =
      [&](const std::optional<double>& limit, const std::string& text, const std::string& unit) {
        if (limit) parts.push_back(text + " " + format_number(*limit) + unit);
      };
  add(rules.maximum_mean_fd_mm, "mean framewise displacement above", " mm");
  add(rules.minimum_minutes, "less time left than", " minutes");
  add(rules.minimum_coverage, "coverage below", "");
  add(rules.minimum_tsnr, "tSNR below", "");
  add(rules.minimum_registration, "a Dice overlap after registration below", "");
  return parts.empty() ? "; no session was left out for its quality"
                       : "; sessions with " + joined(parts, " or ") + " were left out";
}

std::vector<std::string> covariate_names(const PlannedTrial& trial) {
  std::vector<std::string> covariates;
  if (trial.site_column != "none" && trial.site_model == SiteModel::factor) {
    covariates.push_back(trial.site_column);
  }
  covariates.insert(
      covariates.end(), trial.participant_covariates.begin(), trial.participant_covariates.end());
  covariates.insert(
      covariates.end(), trial.session_covariates.begin(), trial.session_covariates.end());
  return covariates;
}

std::string degrees_by(const PlanParams& plan) {
  return std::string("degrees of freedom by ") +
         (plan.model.degrees_of_freedom == PlannedDegrees::kenward_roger ? "Kenward and Roger"
                                                                         : "Satterthwaite");
}

std::string crossover(const PlanParams& plan) {
  const PlannedTrial& trial = plan.trial;
  const std::vector<std::string> covariates = covariate_names(trial);
  const bool baselines = !trial.period_baselines.empty();
  const bool change = plan.model.model == TrialModel::change;
  return std::string(
             "Treatments were compared within participants by a mixed model of all periods (") +
         joined(trial.followups) + (change ? ", each as the change from its own baseline" : "") +
         ") with treatment, period" +
         (baselines && !change
              ? ", the baseline of the period (" + joined(trial.period_baselines) + ")"
              : "") +
         (plan.model.carry_over == CarryOverTerm::first_order ? ", first-order carry-over" : "") +
         (covariates.empty() ? "" : ", " + joined(covariates)) +
         " and a random participant (restricted maximum likelihood), " + degrees_by(plan) +
         "; permutations exchange sessions within participants";
}

std::string course(const PlanParams& plan) {
  const std::vector<std::string> covariates = covariate_names(plan.trial);
  const bool linear = plan.model.model == TrialModel::linear_course;
  return "All sessions (" + plan.trial.baseline + ", " + joined(plan.trial.followups) +
         ") were analysed together in a mixed model (restricted maximum likelihood) with each "
         "arm's " +
         (linear ? std::string("linear course over days since the dose")
                 : "response that is there after the dose and halves in " +
                       format_number(plan.model.half_life_days) + " days") +
         ", alike in all arms before it" + (covariates.empty() ? "" : ", " + joined(covariates)) +
         "; " + degrees_by(plan) + "; missing sessions are taken to be missing at random";
}

std::string site_and_weights(const PlanParams& plan) {
  std::string text;
  if (plan.trial.site_model == SiteModel::combat) {
    text += "; effects of " + plan.trial.site_column +
            " on mean and variance were taken out of all endpoints before (longitudinal ComBat "
            "that keeps arm by session and covariates)";
  }
  if (plan.model.weights == EndpointWeights::standard_errors) {
    text +=
        "; each scan was weighted by its own standard error and what varies between "
        "participants";
  }
  return text;
}

std::string model(const PlanParams& plan) {
  const PlannedTrial& trial = plan.trial;
  if (trial.design == TrialDesign::crossover) return crossover(plan);
  const std::vector<std::string> covariates = covariate_names(trial);
  const std::string with = covariates.empty() ? "" : " and " + joined(covariates);
  const bool own = plan.model.variance == ArmVariance::heteroscedastic;
  const std::string variance =
      own ? ", with a residual variance per arm and Satterthwaite's degrees of freedom" : "";
  switch (plan.model.model) {
    case TrialModel::ancova:
      return "Each follow-up (" + joined(trial.followups) +
             ") was compared between arms by analysis "
             "of covariance, adjusted for the endpoint's own baseline (" +
             trial.baseline + ")" + with + variance;
    case TrialModel::change:
      return "The change from " + trial.baseline + " to each follow-up (" +
             joined(trial.followups) + ") was compared between arms by a linear model" +
             (covariates.empty() ? "" : " adjusted for " + joined(covariates)) + variance;
    case TrialModel::linear_course:
    case TrialModel::exponential_course:
      return course(plan);
    case TrialModel::mmrm:
      break;
  }
  const std::string covariance = plan.model.covariance == PlannedCovariance::unstructured
                                     ? "an unstructured"
                                 : plan.model.covariance == PlannedCovariance::compound_symmetry
                                     ? "a compound symmetric"
                                     : "a first-order autoregressive";
  return "All follow-ups (" + joined(trial.followups) +
         ") were analysed together in a mixed model "
         "for repeated measures (restricted maximum likelihood) with arm by visit, the endpoint's "
         "own baseline (" +
         trial.baseline + ") by visit" + (covariates.empty() ? "" : ", " + joined(covariates)) +
         " and " + covariance + " covariance of a participant's visits; " + degrees_by(plan) +
         "; missing follow-ups are taken to be missing at random";
}

std::string control(const PlanParams& plan) {
  const PlannedInference& inference = plan.inference;
  std::string text = "The primary endpoints share a two-sided alpha of " +
                     format_number(inference.alpha) +
                     (inference.primary_control == PrimaryControl::holm
                          ? " by Holm's step-down procedure"
                          : " as a fixed sequence, each tested only when all before it were shown");
  if (!plan.endpoints.secondary.empty()) {
    text +=
        std::string("; among the secondary endpoints the false discovery rate is controlled (") +
        (inference.secondary_control == SecondaryControl::benjamini_hochberg
             ? "Benjamini and Hochberg"
             : "Benjamini and Yekutieli") +
        ")";
    if (inference.gate == Gate::primary) {
      text += ", and they may be claimed only when every primary endpoint is shown";
    }
  }
  return text;
}

bool own_variance(const PlanParams& plan) {
  return plan.model.variance == ArmVariance::heteroscedastic;
}

std::string networks(const PlannedInference& inference) {
  const NetworkParams& params = inference.network;
  std::string text;
  if (!params.thresholds.empty()) {
    std::vector<std::string> thresholds;
    for (const double threshold : params.thresholds) thresholds.push_back(format_number(threshold));
    text += ", connected edges by network-based statistics at |t| = " + joined(thresholds);
  }
  if (params.enhancement == NetworkEnhancementKind::tfnbs) {
    text += ", edges also by threshold-free network-based statistics";
  }
  if (params.sets != EdgeSets::none) {
    text += ", and sets of edges between ";
    text += params.sets == EdgeSets::networks ? "networks" : "structures";
    text += " by their mean t";
  }
  if (inference.tail == TailMethod::pareto) {
    text += "; where it fits, a generalised Pareto distribution gives the tail of p";
  }
  return text;
}

std::string exploratory(const PlanParams& plan, const PlannedComparison& result) {
  if (plan.endpoints.exploratory.empty()) return "";
  const bool by_model = explores_by_model(plan);
  const bool flips = flips_signs(plan);
  return " Exploratory families (" + joined(plan.endpoints.exploratory) + ") were compared by " +
         (by_model ? std::string("the same model, by ") +
                         (flips ? "changing the signs of" : "permuting") +
                         " the residuals of the model without the contrast (Freedman and Lane)"
                   : "the change from baseline without covariates, by permuting arms") +
         (plan.inference.blocks == "none" ? "" : " within levels of " + plan.inference.blocks) +
         ", with family-wise error control by the largest |t| of each family" +
         (own_variance(plan) ? " (as a normal score, given its degrees of freedom)" : "") +
         networks(plan.inference) + "; " + std::to_string(result.exploratory.permutations) +
         " permutations with seed " + std::to_string(result.exploratory.seed) + ".";
}

std::string permutations(const PlanParams& plan, const PlannedComparison& result) {
  const auto permuted =
      std::find_if(result.effects.begin(), result.effects.end(), [](const PlannedEffect& effect) {
        return std::isfinite(effect.p_permutation);
      });
  if (permuted == result.effects.end()) return "";
  const bool refitted = permuted->permuted.find("refitted") != std::string::npos;
  const std::int64_t count =
      refitted ? std::min(plan.inference.permutations, most_refits) : plan.inference.permutations;
  return " Beside p of the model stands p by permutation of " + permuted->permuted + " (" +
         std::to_string(count) + " with seed " + std::to_string(plan.inference.seed) + ").";
}

}  // namespace

std::string methods_text(const PlanParams& plan,
                         const Sample& sample,
                         const PlannedComparison& result) {
  return "The trial was analysed by a plan (digest " + result.plan_digest + ", " +
         result.plan_state + "). " + who(plan, sample) + exclusions(plan.exclusion) + ". " +
         model(plan) + site_and_weights(plan) + ". " + control(plan) +
         ". Estimates are differences from " + plan.trial.reference_arm +
         " in the endpoint's own unit, with 95 % confidence intervals and Hedges' g of the "
         "adjusted t." +
         permutations(plan, result) + exploratory(plan, result) + findings_methods(plan) +
         references_text(plan);
}

}  // namespace rewire
