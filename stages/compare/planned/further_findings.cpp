#include "stages/compare/planned/further_findings.h"

#include <algorithm>

namespace rewire {
namespace {

/// Every column of the family "edge"; empty without.
std::vector<ChosenEndpoint> all_edges(const TrialInputs& sample) {
  std::vector<ChosenEndpoint> edges;
  for (std::size_t f = 0; f < sample.trial.families.size(); ++f) {
    if (sample.trial.families[f].name != "edge") continue;
    for (Eigen::Index c = 0; c < sample.trial.families[f].values.cols(); ++c)
      edges.push_back({f, c});
  }
  return edges;
}

template <class Line>
void append_lines(std::vector<Line>& all, std::vector<Line> more) {
  all.insert(all.end(), more.begin(), more.end());
}

}  // namespace

TrialFindings further_findings(const TrialInputs& sample,
                               const PlanParams& plan,
                               const ChosenEndpoints& chosen) {
  TrialFindings findings;
  std::vector<ChosenEndpoint> endpoints = chosen.primary;
  endpoints.insert(endpoints.end(), chosen.secondary.begin(), chosen.secondary.end());
  const PlannedAssociation& association = plan.association;
  if (!association.scores.empty() || !association.score_changes.empty()) {
    append_lines(findings.associations, score_associations(sample, plan, endpoints));
  }
  if (association.moderation == Moderation::baseline) {
    append_lines(findings.associations, baseline_moderation(sample, plan, endpoints));
  }
  predict_outcomes(sample, plan, findings);
  findings.omnibus = omnibus_tests(sample, plan, chosen);
  const PlannedReliability& reliability = plan.reliability;
  if (reliability.reliability != EndpointExtent::none) {
    append_lines(findings.reliability, reference_reliability(sample, plan, endpoints));
    append_lines(findings.power, next_trial(sample, plan, endpoints));
  }
  if (reliability.reliability == EndpointExtent::edges) {
    // Some at a time: of edges in a file few are in memory together.
    const std::vector<ChosenEndpoint> edges = all_edges(sample);
    constexpr std::size_t together = 1024;
    for (std::size_t begin = 0; begin < edges.size(); begin += together) {
      const auto first = edges.begin() + static_cast<std::ptrdiff_t>(begin);
      const std::size_t count = std::min(together, edges.size() - begin);
      append_lines(
          findings.reliability,
          reference_reliability(sample, plan, {first, first + static_cast<std::ptrdiff_t>(count)}));
      sample.trial.families[edges.front().family].values.let_go();
    }
  }
  if (reliability.personal_change != EndpointExtent::none) {
    append_lines(findings.people, personal_changes(sample, plan, endpoints, nullptr));
  }
  if (reliability.personal_change == EndpointExtent::edges) {
    const std::vector<ChosenEndpoint> edges = all_edges(sample);
    // Whole maps are as large as the changes themselves: none where these lie in a file.
    const bool keeps =
        !edges.empty() && !sample.trial.families[edges.front().family].values.lies_in_file();
    append_lines(findings.people,
                 personal_changes(sample, plan, edges, keeps ? &findings.maps : nullptr));
  }
  return findings;
}

}  // namespace rewire
