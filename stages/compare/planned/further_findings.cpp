#include "stages/compare/planned/further_findings.h"

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
    append_lines(findings.reliability, reference_reliability(sample, plan, all_edges(sample)));
  }
  if (reliability.personal_change != EndpointExtent::none) {
    append_lines(findings.people, personal_changes(sample, plan, endpoints));
  }
  if (reliability.personal_change == EndpointExtent::edges) {
    append_lines(findings.people, personal_changes(sample, plan, all_edges(sample)));
  }
  return findings;
}

}  // namespace rewire
