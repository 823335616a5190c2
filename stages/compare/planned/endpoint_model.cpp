#include "stages/compare/planned/endpoint_model.h"

#include <span>

#include "stages/compare/planned/effect_numbers.h"
#include "stages/compare/planned/endpoint_fits.h"
#include "stages/kernels/statistics/column_blocks.h"

namespace rewire {
std::vector<FollowupFit> fit_followups(const ModelData& data,
                                       const TrialTable& table,
                                       const PlanParams& plan,
                                       const FitChanges& changes) {
  if (plan.trial.design == TrialDesign::crossover) {
    return {fit_crossover(data, plan, changes)};
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
    fits.push_back(fit_followup(of_followup(data, v), table, v, plan));
  }
  return fits;
}

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
  const ModelVisits visits = model_visits(table, plan, changes.leave_out);
  ModelFits result;
  if (changes.permutations == UsePermutations::as_planned) {
    result.tests = permute_contrasts(sample, families, endpoints, plan, changes, visits);
  }
  const std::size_t others = table.arms.size() - 1;
  const auto rows = static_cast<Eigen::Index>(visits.followup_rows.size());
  const auto all = static_cast<Eigen::Index>(endpoints.size());
  for_blocks(all, columns_per_block(rows), [&](Eigen::Index first, Eigen::Index count) {
    const auto some = std::span(endpoints).subspan(static_cast<std::size_t>(first),
                                                   static_cast<std::size_t>(count));
    const ModelData data = gather_model_data(sample, families, some, plan, changes.extra, visits);
    const std::vector<FollowupFit> fits = fit_followups(data, table, plan, changes);
    const bool refits = changes.permutations == UsePermutations::as_planned &&
                        result.tests.empty() && all <= most_refitted && rows > 0;
    if (refits) result.tests = reallocate_arms(data, table, plan, changes);
    for (Eigen::Index e = 0; e < count; ++e) {
      const ChosenEndpoint& chosen = some[static_cast<std::size_t>(e)];
      const EndpointFamily& family = families[chosen.family];
      for (std::size_t f = 0; f < fits.size(); ++f) {
        std::span<const ContrastTest> tests(result.tests);
        if (!tests.empty()) tests = tests.subspan(f * others, others);
        for (PlannedEffect& effect :
             effects_of(fits[f], {e, first + e}, tests, table, plan, changes)) {
          effect.family = family.name;
          effect.endpoint = family.endpoints[static_cast<std::size_t>(chosen.column)];
          result.effects.push_back(std::move(effect));
        }
      }
    }
  });
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
