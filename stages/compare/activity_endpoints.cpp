#include "stages/compare/endpoints.h"
#include "stages/compare/regional_endpoints.h"

namespace rewire {
namespace {

RegionalMeasures measures_of(const LocalActivity& session) {
  RegionalMeasures measures{session.atlas, session.regions, {}, {}};
  for (const RegionActivity& measure : session.measures) {
    measures.names.push_back(measure.name);
    measures.values.push_back(measure.z);
  }
  return measures;
}

}  // namespace

std::vector<EndpointFamily> activity_endpoints(
    const TrialTable& table, std::span<const std::optional<LocalActivity>> sessions) {
  std::vector<std::optional<RegionalMeasures>> measures(sessions.size());
  for (std::size_t row = 0; row < sessions.size(); ++row) {
    if (sessions[row]) measures[row].emplace(measures_of(*sessions[row]));
  }
  return regional_endpoints(
      table,
      measures,
      {.of_regions = "local_activity",
       .of_structures = "structure_activity",
       .whole = "",
       .remedy = "compute every session's local activity with the same program"});
}

}  // namespace rewire
