#include <algorithm>
#include <string>

#include "stages/compare/endpoints.h"
#include "stages/core/error.h"
#include "stages/core/not_a_number.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

using Eigen::Index;
using VolumesOfRows = std::span<const std::optional<SessionVolumes>>;

/// Regions of one structure.
struct Part {
  std::string name;
  std::vector<Index> members;
};

std::vector<Part> parts_of(const std::vector<Region>& regions) {
  std::vector<Part> parts;
  for (const Structure structure :
       {Structure::amygdala, Structure::hippocampus, Structure::prefrontal}) {
    Part part{.name = std::string(to_text(structure)), .members = {}};
    for (std::size_t r = 0; r < regions.size(); ++r) {
      if (regions[r].structure == structure) part.members.push_back(static_cast<Index>(r));
    }
    if (!part.members.empty()) parts.push_back(std::move(part));
  }
  return parts;
}

bool same_regions(const SessionVolumes& a, const SessionVolumes& b) {
  return a.atlas == b.atlas &&
         std::equal(a.regions.begin(),
                    a.regions.end(),
                    b.regions.begin(),
                    b.regions.end(),
                    [](const Region& x, const Region& y) { return x.name == y.name; });
}

void refuse_others(const TrialTable& table, VolumesOfRows sessions, const SessionVolumes& first) {
  std::vector<std::string> others;
  for (std::size_t row = 0; row < sessions.size(); ++row) {
    if (sessions[row] && !same_regions(*sessions[row], first)) {
      others.push_back(table.rows[row].participant + " " + table.rows[row].session);
    }
  }
  if (others.empty()) return;
  throw InputError({.found = "volumes of other regions in " + enumerate(others),
                    .expected = "the regions of " + first.atlas,
                    .where = "volumes",
                    .remedy = "measure every participant's volumes with the same atlas"});
}

/// The column of the row's session; nothing when its T1w is not among those measured together.
std::optional<Eigen::VectorXd> volumes_in(const SessionVolumes& volumes,
                                          const std::string& session) {
  const auto found = std::find(volumes.sessions.begin(), volumes.sessions.end(), session);
  if (found == volumes.sessions.end()) return std::nullopt;
  return volumes.jacobian_mm3.col(found - volumes.sessions.begin());
}

}  // namespace

std::vector<EndpointFamily> volume_endpoints(const TrialTable& table, VolumesOfRows sessions) {
  const auto found = std::find_if(
      sessions.begin(), sessions.end(), [](const auto& one) { return one.has_value(); });
  if (found == sessions.end()) return {};
  const SessionVolumes& first = **found;
  refuse_others(table, sessions, first);
  const std::vector<Part> parts = parts_of(first.regions);
  const auto rows = static_cast<Index>(sessions.size());
  EndpointFamily regions{"region_volume", {}, {}};
  EndpointFamily structures{"structure_volume", {}, {}};
  for (const Region& region : first.regions) regions.endpoints.push_back("volume@" + region.name);
  for (const Part& part : parts) structures.endpoints.push_back("volume@" + part.name);
  regions.values.setConstant(rows, static_cast<Index>(first.regions.size()), nan);
  structures.values.setConstant(rows, static_cast<Index>(parts.size()), nan);
  for (Index row = 0; row < rows; ++row) {
    const auto place = static_cast<std::size_t>(row);
    if (!sessions[place]) continue;
    const auto volumes = volumes_in(*sessions[place], table.rows[place].session);
    if (!volumes) continue;
    regions.values.row(row) = volumes->transpose();
    for (std::size_t p = 0; p < parts.size(); ++p) {
      structures.values(row, static_cast<Index>(p)) = (*volumes)(parts[p].members).sum();
    }
  }
  return {std::move(regions), std::move(structures)};
}

}  // namespace rewire
