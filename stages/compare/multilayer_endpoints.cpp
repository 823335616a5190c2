#include <cmath>

#include "stages/compare/endpoints.h"
#include "stages/compare/regional_endpoints.h"

namespace rewire {
namespace {

/// Recruitment and integration are NaN throughout where the atlas names no networks.
bool is_measured(const Eigen::VectorXd& values) { return !values.array().isNaN().all(); }

RegionalMeasures measures_of(const MultilayerCommunities& session) {
  RegionalMeasures measures{session.atlas, session.regions, {}, {}};
  const auto add = [&](const char* name, const Eigen::VectorXd& values) {
    if (!is_measured(values)) return;
    measures.names.emplace_back(name);
    measures.values.push_back(values);
  };
  add("flexibility", session.flexibility);
  add("promiscuity", session.promiscuity);
  add("recruitment", session.recruitment);
  add("integration", session.integration);
  return measures;
}

}  // namespace

std::vector<EndpointFamily> multilayer_endpoints(
    const TrialTable& table, std::span<const std::optional<MultilayerCommunities>> sessions) {
  std::vector<std::optional<RegionalMeasures>> measures(sessions.size());
  for (std::size_t row = 0; row < sessions.size(); ++row) {
    if (sessions[row]) measures[row].emplace(measures_of(*sessions[row]));
  }
  return regional_endpoints(
      table,
      measures,
      {.of_regions = "multilayer",
       .of_structures = "structure_multilayer",
       .whole = "brain",
       .remedy = "compute every session's communities over time with the same parameters"});
}

}  // namespace rewire
