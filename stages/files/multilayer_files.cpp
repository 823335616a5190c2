#include "stages/files/multilayer_files.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "stages/core/error.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/eigen_lists.h"
#include "stages/files/json.h"
#include "stages/files/region_json.h"
#include "stages/files/tsv.h"
#include "stages/files/warning_json.h"

namespace rewire {
namespace {

using Json = nlohmann::json;

/// null is NaN.
Eigen::VectorXd to_eigen(const Json& list) {
  Eigen::VectorXd values(static_cast<Eigen::Index>(list.size()));
  for (std::size_t k = 0; k < list.size(); ++k) {
    values[static_cast<Eigen::Index>(k)] = list[k].is_null() ? std::nan("") : list[k].get<double>();
  }
  return values;
}

std::vector<std::string> region_names(const MultilayerCommunities& communities) {
  std::vector<std::string> names;
  for (const RegionSignal& region : communities.regions) names.push_back(region.region.name);
  return names;
}

}  // namespace

std::filesystem::path allegiance_path(const std::filesystem::path& table) {
  constexpr std::string_view suffix = "_multilayer";
  std::string stem = table.stem().string();
  if (stem.ends_with(suffix)) stem.resize(stem.size() - suffix.size());
  return table.parent_path() / (stem + "_allegiance.tsv");
}

void write_multilayer(const std::filesystem::path& path,
                      const MultilayerCommunities& communities,
                      const Provenance& provenance) {
  write_sidecar(
      path,
      {{"Atlas", communities.atlas},
       {"Regions", regions_to_json(communities.regions)},
       {"Layers", communities.layers},
       {"MultilayerModularity", communities.quality},
       {"Searches", communities.searches},
       {"VariationOfInformation", to_vector(communities.variation_of_information)},
       {"NormalisedMutualInformation", to_vector(communities.normalised_mutual_information)},
       {"AdjustedRandIndex", to_vector(communities.adjusted_rand_index)},
       {"Warnings", warnings_to_json(communities.warnings)}},
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

MultilayerCommunities read_multilayer(const std::filesystem::path& path) {
  const std::string where = path.string();
  const std::filesystem::path sidecar = sidecar_path(path);
  MultilayerCommunities communities;
  const Json json = read_json(sidecar);
  try {
    communities.atlas = json.at("Atlas").get<std::string>();
    communities.regions = regions_from_json(json.at("Regions"), sidecar.string());
    communities.layers = json.at("Layers").get<std::vector<std::string>>();
    communities.quality = json.at("MultilayerModularity").get<double>();
    communities.searches = json.at("Searches").get<int>();
    communities.variation_of_information = to_eigen(json.at("VariationOfInformation"));
    communities.normalised_mutual_information = to_eigen(json.at("NormalisedMutualInformation"));
    communities.adjusted_rand_index = to_eigen(json.at("AdjustedRandIndex"));
    communities.warnings = warnings_from_json(json.at("Warnings"));
  } catch (const Json::exception& error) {
    throw InputError({.found = std::string("a sidecar that cannot be understood: ") + error.what(),
                      .expected = "what this program writes",
                      .where = sidecar.string(),
                      .remedy = "compute the communities again"});
  }
  const Table table = read_tsv(path);
  const auto column = [&](const std::string& name) {
    return to_numbers(table.column(name, where), name, where);
  };
  communities.flexibility = column("flexibility");
  communities.promiscuity = column("promiscuity");
  communities.recruitment = column("recruitment");
  communities.integration = column("integration");
  const Table allegiance = read_tsv(allegiance_path(path));
  const auto regions = static_cast<Eigen::Index>(communities.regions.size());
  const auto layers = static_cast<Eigen::Index>(communities.layers.size());
  communities.communities.resize(communities.flexibility.size(), layers);
  for (Eigen::Index l = 0; l < layers; ++l) {
    communities.communities.col(l) =
        column("community_" + communities.layers[static_cast<std::size_t>(l)])
            .unaryExpr([](double number) {
              return std::isnan(number) ? MultilayerCommunities::outside
                                        : static_cast<int>(std::lround(number));
            });
  }
  communities.allegiance.resize(communities.flexibility.size(), regions);
  for (Eigen::Index j = 0; j < regions; ++j) {
    const std::string& name = communities.regions[static_cast<std::size_t>(j)].region.name;
    const Eigen::VectorXd values = to_numbers(allegiance.column(name, where), name, where);
    if (values.size() != communities.allegiance.rows()) {
      throw InputError({.found = std::to_string(values.size()) + " rows of allegiance",
                        .expected = std::to_string(communities.allegiance.rows()),
                        .where = where,
                        .remedy = "compute the communities again"});
    }
    communities.allegiance.col(j) = values;
  }
  throw_if_errors(validate(communities, where));
  return communities;
}

}  // namespace rewire
