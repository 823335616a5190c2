#include "stages/compare/planned/methods_text.h"

#include <algorithm>
#include <set>

#include "stages/compare/planned/endpoint_model.h"
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

std::string model(const PlanParams& plan) {
  const PlannedTrial& trial = plan.trial;
  std::vector<std::string> covariates;
  if (trial.site_column != "none") covariates.push_back(trial.site_column);
  covariates.insert(
      covariates.end(), trial.participant_covariates.begin(), trial.participant_covariates.end());
  covariates.insert(
      covariates.end(), trial.session_covariates.begin(), trial.session_covariates.end());
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
    case TrialModel::mmrm:
      break;
  }
  const std::string covariance = plan.model.covariance == PlannedCovariance::unstructured
                                     ? "an unstructured"
                                 : plan.model.covariance == PlannedCovariance::compound_symmetry
                                     ? "a compound symmetric"
                                     : "a first-order autoregressive";
  const std::string degrees = plan.model.degrees_of_freedom == PlannedDegrees::kenward_roger
                                  ? "Kenward and Roger"
                                  : "Satterthwaite";
  return "All follow-ups (" + joined(trial.followups) +
         ") were analysed together in a mixed model "
         "for repeated measures (restricted maximum likelihood) with arm by visit, the endpoint's "
         "own baseline (" +
         trial.baseline + ") by visit" + (covariates.empty() ? "" : ", " + joined(covariates)) +
         " and " + covariance + " covariance of a participant's visits; degrees of freedom by " +
         degrees + "; missing follow-ups are taken to be missing at random";
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

std::string exploratory(const PlanParams& plan, const PlannedComparison& result) {
  if (plan.endpoints.exploratory.empty()) return "";
  const bool by_model = explores_by_model(plan);
  return " Exploratory families (" + joined(plan.endpoints.exploratory) + ") were compared by " +
         (by_model ? "the same model, by permuting the residuals of the model without the contrast "
                     "(Freedman and Lane)"
                   : "the change from baseline without covariates, by permuting arms") +
         (plan.inference.blocks == "none" ? "" : " within levels of " + plan.inference.blocks) +
         ", with family-wise error control by the largest |t| of each family; " +
         std::to_string(result.exploratory.permutations) + " permutations with seed " +
         std::to_string(result.exploratory.seed) + ".";
}

}  // namespace

std::string methods_text(const PlanParams& plan,
                         const Sample& sample,
                         const PlannedComparison& result) {
  return who(plan, sample) + exclusions(plan.exclusion) + ". " + model(plan) + ". " +
         control(plan) + ". Estimates are differences from " + plan.trial.reference_arm +
         " in the endpoint's own unit, with 95 % confidence intervals and Hedges' g of the "
         "adjusted "
         "t." +
         exploratory(plan, result);
}

}  // namespace rewire
