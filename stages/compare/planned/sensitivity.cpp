#include "stages/compare/planned/sensitivity.h"

#include <algorithm>
#include <cmath>

#include "stages/compare/planned/checks.h"

namespace rewire {
namespace {

void add(Sensitivity& all, const std::string& name, std::vector<PlannedEffect> effects) {
  for (PlannedEffect& effect : effects) {
    effect.role = EndpointRole::primary;
    effect.analysis = name;
    all.effects.push_back(std::move(effect));
  }
}

std::size_t in_count(const TrialTable& table) {
  return static_cast<std::size_t>(
      std::count_if(table.rows.begin(), table.rows.end(), [](const TrialRow& row) {
        return row.missing_reason.empty();
      }));
}

void completers(const Sample& sample,
                const PlanParams& plan,
                const std::vector<ChosenEndpoint>& primary,
                Sensitivity& all) {
  if (plan.trial.population == Population::completers) return;
  const Sample only = completers_of(sample, plan);
  if (in_count(only.inputs.trial.table) == in_count(sample.inputs.trial.table)) {
    all.notes.push_back(
        "Completers only: the same participants, since everybody that is analysed has every "
        "planned session.");
    return;
  }
  add(all,
      "completers only",
      fit_endpoints(only.inputs, only.inputs.trial.families, primary, plan));
}

void with_motion(const Sample& sample,
                 const PlanParams& plan,
                 const std::vector<ChosenEndpoint>& primary,
                 Sensitivity& all) {
  FitChanges changes;
  changes.extra = ExtraCovariate{"change of mean framewise displacement",
                                 displacement_change(sample.inputs, plan.trial)};
  if (!changes.extra->values.array().isFinite().any()) {
    all.notes.push_back(
        "With motion as covariate: not done, mean framewise displacement is not known.");
    return;
  }
  add(all,
      "with change of motion",
      fit_endpoints(sample.inputs, sample.inputs.trial.families, primary, plan, changes));
}

/// The endpoints of the same names among other families; empty when one is missing.
std::vector<ChosenEndpoint> same_endpoints(const std::vector<EndpointFamily>& families,
                                           const std::vector<EndpointFamily>& others,
                                           const std::vector<ChosenEndpoint>& endpoints) {
  std::vector<ChosenEndpoint> found;
  for (const ChosenEndpoint& endpoint : endpoints) {
    const EndpointFamily& family = families[endpoint.family];
    const std::string& name = family.endpoints[static_cast<std::size_t>(endpoint.column)];
    for (std::size_t f = 0; f < others.size(); ++f) {
      if (others[f].name != family.name) continue;
      const auto place = std::find(others[f].endpoints.begin(), others[f].endpoints.end(), name);
      if (place != others[f].endpoints.end()) {
        found.push_back({f, place - others[f].endpoints.begin()});
      }
    }
  }
  return found;
}

}  // namespace

Sensitivity sensitivity_analyses(const Sample& sample,
                                 const PlanParams& plan,
                                 const std::vector<ChosenEndpoint>& primary) {
  Sensitivity all;
  completers(sample, plan, primary, all);
  with_motion(sample, plan, primary, all);
  const auto& families = sample.inputs.trial.families;
  PlanParams other = plan;
  const bool is_change = plan.model.model == TrialModel::change;
  other.model.model = is_change ? TrialModel::ancova : TrialModel::change;
  add(all,
      is_change ? "adjusted for baseline (ANCOVA)" : "change from baseline",
      fit_endpoints(sample.inputs, families, primary, other));
  if (plan.model.model != TrialModel::mmrm) {
    other = plan;
    const bool pooled = plan.model.variance == ArmVariance::pooled;
    other.model.variance = pooled ? ArmVariance::heteroscedastic : ArmVariance::pooled;
    add(all,
        pooled ? "a variance per arm" : "one variance for all arms",
        fit_endpoints(sample.inputs, families, primary, other));
  }
  for (const AlternativeValues& alternative : sample.inputs.alternatives) {
    const auto endpoints = same_endpoints(families, alternative.families, primary);
    if (endpoints.size() < primary.size()) {
      all.notes.push_back("Inputs " + alternative.name + ": " +
                          std::to_string(primary.size() - endpoints.size()) +
                          " primary endpoints are not among them.");
    }
    if (endpoints.empty()) continue;
    add(all,
        "inputs: " + alternative.name,
        fit_endpoints(sample.inputs, alternative.families, endpoints, plan));
  }
  if (sample.inputs.alternatives.empty()) {
    all.notes.push_back(
        "With and without global signal regression: no alternative inputs were given ([data] "
        "alternatives).");
  }
  return all;
}

}  // namespace rewire
