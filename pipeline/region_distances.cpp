#include "pipeline/region_distances.h"

#include <algorithm>
#include <map>
#include <optional>

#include "pipeline/atlas/atlas_library.h"
#include "stages/core/error.h"
#include "stages/core/log.h"

namespace rewire {
namespace {

using Centroids = std::map<std::string, Eigen::Vector3d>;

Centroids centroids_of(const std::string& atlas_name) {
  const Atlas atlas = load_atlas(find_atlas(atlas_name));
  const std::vector<RegionGeometry> geometry = region_geometry(atlas);
  Centroids centroids;
  for (std::size_t i = 0; i < atlas.regions.size(); ++i) {
    if (!geometry[i].centroid_mm.allFinite()) continue;
    centroids[atlas.regions[i].name] = geometry[i].centroid_mm;
    // Names as the atlas' authors write them in full.
    centroids["7Networks_" + atlas.regions[i].name] = geometry[i].centroid_mm;
  }
  return centroids;
}

std::optional<double> distance_mm(const Centroids& centroids, const std::string& edge) {
  for (std::size_t cut = edge.find("--"); cut != std::string::npos;
       cut = edge.find("--", cut + 1)) {
    const auto first = centroids.find(edge.substr(0, cut));
    const auto second = centroids.find(edge.substr(cut + 2));
    if (first == centroids.end() || second == centroids.end()) continue;
    return (first->second - second->second).norm();
  }
  return std::nullopt;
}

}  // namespace

Eigen::VectorXd edge_distances_mm(const std::vector<EndpointFamily>& families,
                                  const std::string& atlas_name) {
  const auto edges = std::find_if(
      families.begin(), families.end(), [](const auto& family) { return family.name == "edge"; });
  if (edges == families.end()) return {};
  try {
    const Centroids centroids = centroids_of(atlas_name);
    Eigen::VectorXd distances(static_cast<Eigen::Index>(edges->endpoints.size()));
    for (std::size_t e = 0; e < edges->endpoints.size(); ++e) {
      const auto distance = distance_mm(centroids, edges->endpoints[e]);
      if (!distance) return {};
      distances[static_cast<Eigen::Index>(e)] = *distance;
    }
    return distances;
  } catch (const Error& error) {
    log::warning("no distances between regions, since of atlas " + atlas_name + " " +
                 error.problems().front().found);
    return {};
  }
}

}  // namespace rewire
