#pragma once

#include <Eigen/Core>

#include "stages/kernels/network/network.h"

namespace rewire {

/// Number of edges on the shortest path between every two nodes: nodes x nodes, 0 on the diagonal,
/// infinite between nodes that no path joins.
Eigen::MatrixXd hop_distances(const Network& network);

/// Length of the shortest path between every two nodes when an edge of weight w has the length 1/w
/// (Rubinov & Sporns 2010, doi:10.1016/j.neuroimage.2009.10.003, table A1): nodes x nodes, 0 on the
/// diagonal, infinite between nodes that no path joins. Dijkstra from every node.
Eigen::MatrixXd path_lengths(const Network& network);

/// Mean distance over all pairs of different nodes that a path joins; pairs without a path are left
/// out (the toolbox's charpath(D, 0, 0)), so a network that falls apart can look short: read it
/// with component_count(). NaN when no path joins any two nodes. `distances` as above.
double characteristic_path_length(const Eigen::Ref<const Eigen::MatrixXd>& distances);

/// Per node, the mean of 1/distance to the other nodes (Achard & Bullmore 2007,
/// doi:10.1371/journal.pcbi.0030017); a node that cannot be reached counts 0. 0 in a network of one
/// node.
Eigen::VectorXd nodal_efficiency(const Eigen::Ref<const Eigen::MatrixXd>& distances);

/// Latora & Marchiori 2001 (doi:10.1103/PhysRevLett.87.198701, eq. 1): the mean of 1/distance over
/// all pairs of different nodes; a pair without a path counts 0. 0 with fewer than two nodes.
double global_efficiency(const Eigen::Ref<const Eigen::MatrixXd>& distances);

/// Per node, the global efficiency (in edges) of the network that its neighbours form among
/// themselves (Latora & Marchiori 2001). 0 for a node with fewer than two neighbours.
Eigen::VectorXd local_efficiency(const Network& network);

}  // namespace rewire
