#include "stages/compare/planned/methods_findings.h"

#include <algorithm>
#include <string_view>
#include <vector>

#include "stages/compare/compare.h"
#include "stages/compare/planned/endpoint_model.h"
#include "stages/compare/planned/planned_analysis.h"
#include "stages/core/number_text.h"
#include "stages/data/names.h"

namespace rewire {
namespace {

/// "A", "A and B", "A, B and C".
std::string listed(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " and " : ", ";
    text += names[i];
  }
  return text;
}

std::string association_methods(const PlannedAssociation& association) {
  std::string text;
  std::vector<std::string> scores = association.scores;
  scores.insert(scores.end(), association.score_changes.begin(), association.score_changes.end());
  if (!scores.empty()) {
    text += " The change of primary and secondary endpoints was associated with the change of " +
            listed(scores) + " within arms and over all arms, adjusted for arm and covariates";
    if (!association.scores.empty()) {
      text += ", also as percentage and as response (" +
              format_number(association.response_percent) + " % or more)";
    }
    text += ".";
  }
  if (association.moderation == Moderation::baseline) {
    text += " Moderation by baseline is the difference of the arms' slopes on it.";
  }
  return text;
}

std::string prediction_methods(const PlannedPrediction& prediction, std::int64_t seed) {
  if (prediction.outcomes.empty()) return "";
  const bool sites = prediction.folds == PredictionFolds::sites;
  return " " + listed(prediction.outcomes) + " was predicted from " +
         (prediction.predict_from == PredictFrom::baseline ? "the baseline" : "the change") +
         " of " + prediction.predictors + " (" + listed(prediction.learners) +
         ") in nested cross-validation (" +
         (sites ? std::string("a site left out at a time")
                : std::to_string(prediction.outer_folds) + " folds") +
         ", " + std::to_string(prediction.inner_folds) +
         " inner folds for what is tuned; all work on predictors within the training part); p is "
         "the share of " +
         std::to_string(prediction.permutations) + " permutations of the outcome" +
         (sites ? " within sites" : "") + " (seed " + std::to_string(seed) +
         ") whose r reaches the observed one, without correction over outcomes and learners.";
}

std::string reliability_methods(const PlanParams& plan) {
  const PlannedReliability& reliability = plan.reliability;
  std::string text;
  if (reliability.reliability != EndpointExtent::none) {
    text += " Reliability is that of the sessions of " + plan.trial.reference_arm +
            ": ICC(2,1), ICC(3,1) and the minimal detectable change; the size of a next trial "
            "follows from the deviation of its change.";
  }
  if (reliability.personal_change != EndpointExtent::none) {
    text += " Each participant's change was tested as a single case against those of " +
            plan.trial.reference_arm + ".";
  }
  return text;
}

void add_network_papers(const PlannedInference& inference, std::vector<std::string_view>& dois) {
  dois.emplace_back("10.1002/hbm.1058");
  dois.emplace_back("10.2202/1544-6115.1585");
  if (!inference.network.thresholds.empty()) dois.emplace_back("10.1016/j.neuroimage.2010.06.041");
  if (inference.network.enhancement == NetworkEnhancementKind::tfnbs) {
    dois.emplace_back("10.1002/hbm.24007");
  }
  if (inference.tail == TailMethod::pareto) dois.emplace_back("10.1016/j.neuroimage.2016.05.068");
}

/// The papers of the two comparing stages that belong to the plan.
std::vector<std::string_view> used_papers(const PlanParams& plan) {
  std::vector<std::string_view> dois{"10.1136/bmj.c332"};
  const bool parallel = plan.trial.design == TrialDesign::parallel;
  const bool mixed = !parallel || (plan.model.model != TrialModel::ancova &&
                                   plan.model.model != TrialModel::change);
  if (parallel && plan.model.model == TrialModel::ancova) {
    dois.emplace_back("10.1136/bmj.323.7321.1123");
  }
  if (plan.model.model == TrialModel::mmrm) dois.emplace_back("10.1177/009286150804200402");
  if (mixed && plan.model.degrees_of_freedom == PlannedDegrees::kenward_roger) {
    dois.emplace_back("10.2307/2533558");
  }
  if (!mixed) dois.emplace_back("10.1080/07350015.1983.10509354");
  if (!plan.endpoints.secondary.empty()) {
    dois.emplace_back(plan.inference.secondary_control == SecondaryControl::benjamini_hochberg
                          ? "10.1111/j.2517-6161.1995.tb02031.x"
                          : "10.1214/aos/1013699998");
  }
  dois.insert(dois.end(), {"10.3102/10769986006002107", "10.3758/PBR.16.2.225"});
  if (!plan.endpoints.exploratory.empty()) add_network_papers(plan.inference, dois);
  dois.emplace_back("10.1016/j.neuroimage.2017.03.020");
  if (plan.trial.site_model == SiteModel::combat) {
    dois.emplace_back("10.1016/j.neuroimage.2020.117129");
  }
  if (!plan.prediction.outcomes.empty() && contains(plan.prediction.learners, "connectome")) {
    dois.emplace_back("10.1038/nprot.2016.178");
  }
  if (plan.reliability.reliability != EndpointExtent::none) {
    dois.emplace_back("10.1037/0033-2909.86.2.420");
  }
  if (plan.reliability.personal_change != EndpointExtent::none) {
    dois.emplace_back("10.1076/clin.12.4.482.7241");
  }
  return dois;
}

}  // namespace

std::string findings_methods(const PlanParams& plan) {
  const bool three = plan.trial.arms.size() > 2 && explores_by_model(plan) &&
                     plan.trial.design == TrialDesign::parallel &&
                     plan.model.variance == ArmVariance::pooled;
  return (three ? std::string(" Whether the arms differ at all was tested by F, with family-wise p "
                              "by the largest F of permutations.")
                : std::string()) +
         association_methods(plan.association) +
         prediction_methods(plan.prediction, plan.inference.seed) + reliability_methods(plan);
}

std::string references_text(const PlanParams& plan) {
  std::string text;
  for (const std::string_view doi : used_papers(plan)) {
    const auto add = [&](const Paper& paper) {
      if (paper.doi != doi) return;
      text += (text.empty() ? " References: " : "; ") + std::string(paper.authors) + " " +
              std::to_string(paper.year) + ", doi:" + std::string(doi);
    };
    std::for_each(planned_stage.papers.begin(), planned_stage.papers.end(), add);
    std::for_each(compare_stage.papers.begin(), compare_stage.papers.end(), add);
  }
  return text.empty() ? text : text + ".";
}

}  // namespace rewire
