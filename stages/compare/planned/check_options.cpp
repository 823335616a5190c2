#include <algorithm>
#include <map>
#include <set>

#include "stages/compare/edge_networks.h"
#include "stages/compare/planned/plan_checks.h"
#include "stages/compare/planned/plan_table.h"
#include "stages/data/names.h"

namespace rewire {
namespace {

void check_weights(const TrialInputs& inputs, const ChosenEndpoints& chosen, Requirements& plan) {
  std::set<std::string> without;
  const auto look = [&](std::size_t family) {
    const EndpointFamily& values = inputs.trial.families[family];
    if (values.standard_errors.size() == 0) without.insert(values.name);
  };
  for (const ChosenEndpoint& endpoint : chosen.primary) look(endpoint.family);
  for (const ChosenEndpoint& endpoint : chosen.secondary) look(endpoint.family);
  plan.require(without.empty(),
               "weights by standard errors, which are not known of " +
                   enumerate({without.begin(), without.end()}),
               "matrices with standard errors (those of rewire run), and endpoints of the families "
               "edge and structure_pair",
               "take weights out of the plan");
}

void check_site(const TrialTable& table, const PlannedTrial& trial, Requirements& plan) {
  if (trial.site_model != SiteModel::combat) return;
  if (trial.site_column == "none") {
    plan.require(false, "site_model = combat without a site_column", "the column of the site");
    return;
  }
  std::map<std::string, std::set<std::string>> people;
  for (const TrialRow& row : table.rows) {
    const auto site = row.factors.find(trial.site_column);
    if (site == row.factors.end() || !row.missing_reason.empty()) continue;
    people[site->second].insert(row.participant);
  }
  plan.require(people.size() != 1,
               "site_model = combat, and one site",
               "two or more",
               "take site_model out of the plan");
  for (const auto& [site, members] : people) {
    plan.require(members.size() >= 3,
                 "site " + site + " with " + std::to_string(members.size()) +
                     " participants, and site_model = combat",
                 "three or more per site, of whom a mean and a variance are estimated",
                 "take site_model = factor, or put small sites together");
  }
}

/// Columns of scores and outcomes, learners, and what a cross-over has not.
void check_findings(const TrialInputs& inputs, const PlanParams& params, Requirements& plan) {
  const PlannedAssociation& association = params.association;
  std::set<std::string> known;
  for (const TrialRow& row : inputs.trial.table.rows) {
    for (const auto& [name, value] : row.covariates) known.insert(name);
  }
  const std::vector<std::string> columns(known.begin(), known.end());
  const auto need = [&](const std::vector<std::string>& wanted, const std::string& list) {
    for (const std::string& column : wanted) {
      if (known.contains(column)) continue;
      plan.add({unknown_name("column of numbers", column, columns, "plan: " + list)});
    }
  };
  need(association.scores, "scores");
  need(association.score_changes, "score_changes");
  need(params.prediction.outcomes, "predicted");
  const bool predicts = !params.prediction.outcomes.empty();
  const std::vector<std::string> learners{"connectome", "ridge", "elastic_net", "kernel_ridge"};
  for (const std::string& learner : params.prediction.learners) {
    if (!contains(learners, learner)) {
      plan.add({unknown_name("learner", learner, learners, "plan: learners")});
    }
  }
  std::vector<std::string> families;
  for (const EndpointFamily& family : inputs.trial.families) families.push_back(family.name);
  if (predicts && !contains(families, params.prediction.predictors)) {
    plan.add({unknown_name("family", params.prediction.predictors, families, "plan: predictors")});
  }
  plan.require(!predicts || params.prediction.folds == PredictionFolds::random ||
                   params.trial.site_column != "none",
               "folds = sites without a site_column",
               "the column of the site");
  const bool more = predicts || !association.scores.empty() || !association.score_changes.empty() ||
                    association.moderation != Moderation::none ||
                    params.reliability.reliability != EndpointExtent::none ||
                    params.reliability.personal_change != EndpointExtent::none;
  plan.require(params.trial.design == TrialDesign::parallel || !more,
               "associations, moderation, prediction or reliability in a crossover",
               "none: they are from a baseline to a follow-up, arm by arm");
}

}  // namespace

void check_treatments(const TrialTable& table, const PlanParams& params, Requirements& plan) {
  const PlannedTrial& trial = params.trial;
  if (trial.design != TrialDesign::crossover) return;
  const std::vector<std::string> known = known_arms(table, trial);
  if (known.empty()) {
    std::set<std::string> columns;
    for (const TrialRow& row : table.rows) {
      for (const auto& [name, value] : row.factors) columns.insert(name);
    }
    plan.add({unknown_name(
        "treatment column", trial.arm_column, {columns.begin(), columns.end()}, "plan")});
    return;
  }
  std::vector<std::string> wanted = trial.arms;
  wanted.push_back(trial.reference_arm);
  for (const std::string& arm : wanted) {
    if (!arm.empty() && !contains(known, arm)) {
      plan.add({unknown_name("treatment", arm, known, "plan")});
    }
  }
  if (!contains(known, trial.reference_arm)) return;
  const std::vector<std::string> arms = planned_arms(table, trial);
  plan.require(arms.size() == 2,
               std::to_string(arms.size()) + " treatments: " + enumerate(arms),
               "two, which cross-over plans can be carried out for",
               "name the two that are compared behind arms");
  plan.require(period_names(table, trial).size() >= 2,
               std::to_string(period_names(table, trial).size()) + " periods in the column " +
                   trial.period_column,
               "a number per session, two or more in all",
               "correct period_column, or the sessions' table");
  std::map<std::string, std::map<std::string, std::set<std::string>>> given;
  for (const TrialRow& row : table.rows) {
    if (!row.missing_reason.empty() || !contains(trial.followups, row.session)) continue;
    const std::string treatment = treatment_of(row, trial);
    const std::string period = period_of(row, trial);
    if (treatment.empty() || period.empty()) continue;
    plan.require(given[row.participant][period].insert(row.session).second &&
                     given[row.participant][period].size() == 1,
                 row.participant + " with two sessions of period " + period,
                 "one follow-up per period",
                 "correct the sessions' table");
  }
  std::map<std::string, std::set<std::string>> people;
  for (const TrialRow& row : table.rows) {
    if (!row.missing_reason.empty() || !contains(trial.followups, row.session)) continue;
    people[treatment_of(row, trial)].insert(row.participant);
  }
  std::int64_t both = 0;
  for (const std::string& person : people[arms.front()]) {
    both += arms.size() == 2 && people[arms[1]].contains(person) ? 1 : 0;
  }
  plan.require(both >= params.inference.minimum_participants || arms.size() != 2,
               std::to_string(both) + " participants with both treatments",
               std::to_string(params.inference.minimum_participants) + " or more",
               "see who is missing");
}

void check_options(const TrialInputs& inputs,
                   const PlanParams& params,
                   const ChosenEndpoints& chosen,
                   Requirements& plan) {
  if (params.model.weights == EndpointWeights::standard_errors) {
    check_weights(inputs, chosen, plan);
  }
  check_site(inputs.trial.table, params.trial, plan);
  plan.require(params.trial.site_model == SiteModel::factor ||
                   params.model.weights == EndpointWeights::equal,
               "site_model = combat with weights by standard errors",
               "one of them: ComBat changes the scale that the standard errors are in");
  check_findings(inputs, params, plan);
  if (!asks_for_networks(params.inference.network)) return;
  const bool explored =
      std::any_of(chosen.exploratory.begin(), chosen.exploratory.end(), [&](std::size_t family) {
        return inputs.trial.families[family].name == "edge";
      });
  plan.require(explored,
               "network tests of edges that are not explored",
               "the family edge among the exploratory ones",
               "add it, or take network_thresholds, network_enhancement and edge_sets out");
  if (explored) {
    for (Problem& problem : check_networks(inputs.trial, params.inference.network, "plan")) {
      plan.add({std::move(problem)});
    }
  }
}

}  // namespace rewire
