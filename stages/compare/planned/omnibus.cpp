#include <span>

#include "stages/compare/planned/endpoint_fits.h"
#include "stages/compare/planned/further_findings.h"
#include "stages/core/progress.h"

namespace rewire {
namespace {

void add_omnibus(const TrialInputs& sample,
                 const PlanParams& plan,
                 const std::vector<ChosenEndpoint>& endpoints,
                 std::vector<OmnibusLine>& lines) {
  if (endpoints.empty()) return;
  const TrialTable& table = sample.trial.table;
  const ModelVisits visits = model_visits(table, plan);
  for (int v = 0; v < static_cast<int>(plan.trial.followups.size()); ++v) {
    const auto data = [&](Eigen::Index first, Eigen::Index count) {
      const auto some = std::span(endpoints).subspan(static_cast<std::size_t>(first),
                                                     static_cast<std::size_t>(count));
      return of_followup(
          gather_model_data(sample, sample.trial.families, some, plan, std::nullopt, visits), v);
    };
    std::vector<OmnibusLine> found =
        omnibus_of_followup(data, static_cast<Eigen::Index>(endpoints.size()), table, v, plan);
    for (std::size_t e = 0; e < found.size(); ++e) {
      const EndpointFamily& family = sample.trial.families[endpoints[e].family];
      found[e].family = family.name;
      found[e].endpoint = family.endpoints[static_cast<std::size_t>(endpoints[e].column)];
      lines.push_back(std::move(found[e]));
    }
  }
}

}  // namespace

std::vector<OmnibusLine> omnibus_tests(const TrialInputs& sample,
                                       const PlanParams& plan,
                                       const ChosenEndpoints& chosen) {
  std::vector<OmnibusLine> lines;
  if (plan.trial.design == TrialDesign::crossover || sample.trial.table.arms.size() < 3 ||
      !explores_by_model(plan) || plan.model.variance != ArmVariance::pooled) {
    return lines;
  }
  const ProgressName progress("permutations of F");
  add_omnibus(sample, plan, chosen.primary, lines);
  add_omnibus(sample, plan, chosen.secondary, lines);
  for (const std::size_t family : chosen.exploratory) {
    const Eigen::Index count = sample.trial.families[family].values.cols();
    std::vector<ChosenEndpoint> all;
    all.reserve(static_cast<std::size_t>(count));
    for (Eigen::Index c = 0; c < count; ++c) all.push_back({family, c});
    add_omnibus(sample, plan, all, lines);
  }
  return lines;
}

}  // namespace rewire
