#include "stages/compare/endpoints.h"
#include "stages/compare/regional_endpoints.h"

namespace rewire {

std::vector<EndpointFamily> activity_endpoints(
    const TrialTable& table, std::span<const std::optional<LocalActivity>> sessions) {
  std::vector<std::optional<RegionalMeasures>> measures(sessions.size());
  for (std::size_t row = 0; row < sessions.size(); ++row) {
    if (!sessions[row]) continue;
    measures[row].emplace(RegionalMeasures{sessions[row]->atlas, sessions[row]->regions, {}, {}});
    for (const RegionActivity& measure : sessions[row]->measures) {
      measures[row]->names.push_back(measure.name);
      measures[row]->values.push_back(measure.z);
    }
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
