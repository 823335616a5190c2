#include "stages/compare/planned/endpoint_model.h"

#include "stages/compare/planned/effect_numbers.h"
#include "stages/compare/planned/endpoint_fits.h"

namespace rewire {
namespace {

std::vector<FollowupFit> fit_followups(const ModelData& data,
                                       const TrialTable& table,
                                       const PlanParams& plan,
                                       const FitChanges& changes) {
  if (plan.trial.design == TrialDesign::crossover) {
    return {fit_crossover(data, table, plan, changes)};
  }
  switch (plan.model.model) {
    case TrialModel::mmrm:
      return fit_repeated(data, table, plan);
    case TrialModel::linear_course:
    case TrialModel::exponential_course:
      return {fit_course(data, table, plan)};
    case TrialModel::ancova:
    case TrialModel::change:
      break;
  }
  std::vector<FollowupFit> fits;
  fits.reserve(plan.trial.followups.size());
  for (int v = 0; v < static_cast<int>(plan.trial.followups.size()); ++v) {
    fits.push_back(fit_followup(of_followup(data, v), table, v, plan, changes));
  }
  return fits;
}

}  // namespace

bool explores_by_model(const PlanParams& plan) {
  if (plan.trial.design == TrialDesign::crossover) return true;
  const bool least_squares =
      plan.model.model == TrialModel::ancova || plan.model.model == TrialModel::change;
  return least_squares && plan.model.weights == EndpointWeights::equal;
}

ModelFits fit_model(const TrialInputs& sample,
                    const std::vector<EndpointFamily>& families,
                    const std::vector<ChosenEndpoint>& endpoints,
                    const PlanParams& plan,
                    const FitChanges& changes) {
  const TrialTable& table = sample.trial.table;
  const ModelData data = gather_model_data(sample,
                                           families,
                                           endpoints,
                                           plan,
                                           changes.extra,
                                           model_visits(table, plan, changes.leave_out));
  std::vector<FollowupFit> fits = fit_followups(data, table, plan, changes);
  ModelFits result;
  for (std::size_t e = 0; e < endpoints.size(); ++e) {
    const EndpointFamily& family = families[endpoints[e].family];
    for (const FollowupFit& fit : fits) {
      for (PlannedEffect& effect :
           effects_of(fit, static_cast<Eigen::Index>(e), table, plan, changes)) {
        effect.family = family.name;
        effect.endpoint = family.endpoints[static_cast<std::size_t>(endpoints[e].column)];
        result.effects.push_back(std::move(effect));
      }
    }
  }
  for (FollowupFit& fit : fits) {
    for (ContrastTest& test : fit.tests) result.tests.push_back(std::move(test));
  }
  return result;
}

std::vector<PlannedEffect> fit_endpoints(const TrialInputs& sample,
                                         const std::vector<EndpointFamily>& families,
                                         const std::vector<ChosenEndpoint>& endpoints,
                                         const PlanParams& plan,
                                         const FitChanges& changes) {
  return fit_model(sample, families, endpoints, plan, changes).effects;
}

}  // namespace rewire
