#pragma once

#include <Eigen/Core>

#include "stages/kernels/network/edge_length.h"
#include "stages/kernels/network/network.h"

namespace rewire {

/// Number of edges on the shortest path between every two nodes: nodes x nodes, 0 on the diagonal,
/// infinite between nodes that no path joins. Breadth-first, 64 nodes at a time.
Eigen::MatrixXd hop_distances(const Network& network);

/// The mean of these distances over the pairs of different nodes that a path joins: the same as
/// characteristic_path_length() of them, without the matrix. NaN when no path joins any two nodes.
double mean_hop_distance(const Network& network);

/// Length of the shortest path between every two nodes (Rubinov & Sporns 2010,
/// doi:10.1016/j.neuroimage.2009.10.003, table A1): nodes x nodes, symmetric, 0 on the diagonal,
/// infinite between nodes that no path joins. Floyd–Warshall, or Dijkstra from every node where the
/// network is so sparse that this is faster. InputError for weights without a length.
Eigen::MatrixXd path_lengths(const Network& network, LengthRule rule = LengthRule::inverse);

/// Shortens `lengths` (symmetric, 0 on the diagonal, infinite where there is no edge) to the
/// shortest paths, in place.
void floyd_warshall(Eigen::Ref<Eigen::MatrixXd> lengths);

/// The same as path_lengths() by Boost.Graph's Dijkstra from every node.
Eigen::MatrixXd dijkstra_path_lengths(const Network& network,
                                      LengthRule rule = LengthRule::inverse);

/// Hops and the number of shortest paths between every two nodes (0 where none; 1 on the diagonal).
struct PathCounts {
  Eigen::MatrixXd hops;
  Eigen::MatrixXd counts;
};
PathCounts shortest_path_counts(const Network& network);

}  // namespace rewire
