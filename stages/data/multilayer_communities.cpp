#include "stages/data/multilayer_communities.h"

#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"
#include "stages/data/names.h"

namespace rewire {

std::vector<Problem> validate(const MultilayerCommunities& communities, const std::string& where) {
  Requirements requirements(where, "search for the communities again");
  requirements.add(validate(communities.regions, where));
  require_distinct_names(requirements, communities.layers, "layer");
  const auto regions = static_cast<Eigen::Index>(communities.regions.size());
  const auto layers = static_cast<Eigen::Index>(communities.layers.size());
  requirements.require(layers > 0, "no layer", "at least one");
  requirements.require(
      communities.communities.rows() == regions && communities.communities.cols() == layers,
      "communities of " + std::to_string(communities.communities.rows()) + "x" +
          std::to_string(communities.communities.cols()),
      "regions x layers");
  for (const Eigen::VectorXd* values : {&communities.flexibility,
                                        &communities.promiscuity,
                                        &communities.recruitment,
                                        &communities.integration}) {
    requirements.require(values->size() == regions,
                         std::to_string(values->size()) + " values of a measure",
                         "one per region");
  }
  requirements.require(
      communities.allegiance.rows() == regions && communities.allegiance.cols() == regions,
      "an allegiance matrix of " + std::to_string(communities.allegiance.rows()) + "x" +
          std::to_string(communities.allegiance.cols()),
      "regions x regions");
  for (const Eigen::VectorXd* values : {&communities.variation_of_information,
                                        &communities.normalised_mutual_information,
                                        &communities.adjusted_rand_index}) {
    requirements.require(values->size() == layers - 1,
                         std::to_string(values->size()) + " comparisons of layers",
                         "one per step from layer to layer");
  }
  return requirements.take();
}

void add_content(Digester& digester, const MultilayerCommunities& communities) {
  add_content(digester, communities.atlas);
  add_content(digester, communities.regions);
  add_content(digester, communities.layers);
  add_content(digester, Eigen::MatrixXd(communities.communities.cast<double>()));
  add_content(digester, communities.quality);
  add_content(digester, communities.searches);
  for (const Eigen::VectorXd* values : {&communities.flexibility,
                                        &communities.promiscuity,
                                        &communities.recruitment,
                                        &communities.integration,
                                        &communities.variation_of_information,
                                        &communities.normalised_mutual_information,
                                        &communities.adjusted_rand_index}) {
    add_content(digester, *values);
  }
  add_content(digester, communities.allegiance);
  digester.integer(static_cast<std::int64_t>(communities.warnings.size()));
  for (const Problem& warning : communities.warnings) {
    for (const std::string& part :
         {warning.found, warning.expected, warning.where, warning.remedy}) {
      add_content(digester, part);
    }
  }
}

}  // namespace rewire
