#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/data/trial_data.h"

namespace rewire {

/// Between the centroids of the two regions of every endpoint of the family "edge", by the atlas'
/// label volume; empty when there are no edges, the volume is not there, or it lacks a region.
Eigen::VectorXd edge_distances_mm(const std::vector<EndpointFamily>& families,
                                  const std::string& atlas_name);

}  // namespace rewire
