#pragma once

#include <Eigen/Core>

#include "stages/kernels/network/network.h"

namespace rewire {

/// Freeman 1977 (doi:10.2307/3033543): per node, the share of the shortest paths between two other
/// nodes that pass through it, summed over all pairs and divided by their number,
/// (n - 1)(n - 2) / 2: 0 to 1. Pairs without a path count 0; 0 with fewer than three nodes. Paths
/// are counted in edges. Brandes 2001 (doi:10.1080/0022250X.2001.9990249).
Eigen::VectorXd betweenness(const Network& network);

/// The same with an edge of weight w of the length 1/w.
Eigen::VectorXd betweenness_weighted(const Network& network);

}  // namespace rewire
