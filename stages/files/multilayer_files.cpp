#include "stages/files/multilayer_files.h"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "stages/files/derivative_sidecar.h"
#include "stages/files/tsv.h"

namespace rewire {
namespace {

std::vector<std::string> region_names(const MultilayerCommunities& communities) {
  std::vector<std::string> names;
  for (const RegionSignal& region : communities.regions) names.push_back(region.region.name);
  return names;
}

std::vector<double> to_vector(const Eigen::VectorXd& values) {
  return {values.begin(), values.end()};
}

std::filesystem::path allegiance_path(const std::filesystem::path& path) {
  return path.parent_path() / (path.stem().string() + "_allegiance.tsv");
}

}  // namespace

void write_multilayer(const std::filesystem::path& path,
                      const MultilayerCommunities& communities,
                      const Provenance& provenance) {
  nlohmann::json warnings = nlohmann::json::array();
  for (const Problem& warning : communities.warnings) warnings.push_back(to_text(warning));
  write_sidecar(
      path,
      {{"Atlas", communities.atlas},
       {"Layers", communities.layers},
       {"MultilayerModularity", communities.quality},
       {"Searches", communities.searches},
       {"VariationOfInformation", to_vector(communities.variation_of_information)},
       {"NormalisedMutualInformation", to_vector(communities.normalised_mutual_information)},
       {"AdjustedRandIndex", to_vector(communities.adjusted_rand_index)},
       {"Warnings", warnings}},
      provenance);

  Table table;
  table.add("region", region_names(communities));
  table.add("flexibility", to_cells(communities.flexibility));
  table.add("promiscuity", to_cells(communities.promiscuity));
  table.add("recruitment", to_cells(communities.recruitment));
  table.add("integration", to_cells(communities.integration));
  for (std::size_t l = 0; l < communities.layers.size(); ++l) {
    std::vector<std::string> cells;
    for (const int community : communities.communities.col(static_cast<Eigen::Index>(l))) {
      const bool is_outside = community == MultilayerCommunities::outside;
      cells.push_back(is_outside ? "n/a" : std::to_string(community));
    }
    table.add("community_" + communities.layers[l], std::move(cells));
  }
  write_tsv(path, table);

  Table allegiance;
  allegiance.add("region", region_names(communities));
  for (Eigen::Index j = 0; j < communities.allegiance.cols(); ++j) {
    allegiance.add(communities.regions[static_cast<std::size_t>(j)].region.name,
                   to_cells(communities.allegiance.col(j)));
  }
  write_tsv(allegiance_path(path), allegiance);
}

}  // namespace rewire
