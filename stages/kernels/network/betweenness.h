#pragma once

#include <Eigen/Core>

#include "stages/kernels/network/edge_length.h"
#include "stages/kernels/network/network.h"

namespace rewire {

/// Freeman 1977 (doi:10.2307/3033543): per node, the share of the shortest paths between two other
/// nodes that pass through it, summed over all pairs and divided by their number,
/// (n - 1)(n - 2) / 2: 0 to 1. Pairs without a path count 0; 0 with fewer than three nodes. Paths
/// are counted in edges. Brandes 2001 (doi:10.1080/0022250X.2001.9990249). The toolbox's
/// betweenness_bin is this times (n - 1)(n - 2).
Eigen::VectorXd betweenness(const Network& network);

/// The same along edge lengths. Paths whose lengths agree to 1e-12 of their length are equally
/// short, so that rounding does not choose between them. `lengths` is path_lengths() of the network
/// with the same rule.
Eigen::VectorXd betweenness_weighted(const Network& network,
                                     const Eigen::Ref<const Eigen::MatrixXd>& lengths,
                                     LengthRule rule = LengthRule::inverse);

/// Boost.Graph's Brandes, serial: what the two above are held to. Equally short are only lengths
/// that are equal as numbers.
Eigen::VectorXd boost_betweenness(const Network& network);
Eigen::VectorXd boost_betweenness_weighted(const Network& network,
                                           LengthRule rule = LengthRule::inverse);

}  // namespace rewire
