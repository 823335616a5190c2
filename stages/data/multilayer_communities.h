#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/data/region_series.h"

namespace rewire {

/// Communities of one participant over layers (windows of a scan, or sessions).
struct MultilayerCommunities {
  std::string atlas;
  std::vector<RegionSignal> regions;
  std::vector<std::string> layers;  ///< names in order
  static constexpr int outside = -1;
  /// Regions x layers, of the search with the largest quality; `outside` for regions that are not
  /// in every layer.
  Eigen::MatrixXi communities;
  double quality = 0.0;  ///< multilayer modularity of these communities
  int searches = 0;      ///< whose means the following are
  // Per region, NaN outside.
  Eigen::VectorXd flexibility;
  Eigen::VectorXd promiscuity;
  Eigen::VectorXd recruitment;  ///< NaN throughout where the atlas names no networks
  Eigen::VectorXd integration;
  Eigen::MatrixXd allegiance;  ///< regions x regions
  // Per step from one layer to the next, of the communities above.
  Eigen::VectorXd variation_of_information;
  Eigen::VectorXd normalised_mutual_information;
  Eigen::VectorXd adjusted_rand_index;
  std::vector<Problem> warnings;
};

std::vector<Problem> validate(const MultilayerCommunities& communities, const std::string& where);

void add_content(Digester& digester, const MultilayerCommunities& communities);

}  // namespace rewire
