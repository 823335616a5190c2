#pragma once

#include <Eigen/Core>

namespace rewire {

// `distances` is what hop_distances() or path_lengths() give: nodes x nodes, 0 on the diagonal,
// infinite between nodes that no path joins.

/// Mean distance over all pairs of different nodes that a path joins; pairs without a path are left
/// out (the toolbox's charpath(D, 0, 0)), so a network that falls apart can look short: read it
/// with component_count(). NaN when no path joins any two nodes.
double characteristic_path_length(const Eigen::Ref<const Eigen::MatrixXd>& distances);

/// Per node, the mean of 1/distance to the other nodes (Achard & Bullmore 2007,
/// doi:10.1371/journal.pcbi.0030017); a node that cannot be reached counts 0. 0 in a network of one
/// node.
Eigen::VectorXd nodal_efficiency(const Eigen::Ref<const Eigen::MatrixXd>& distances);

/// Latora & Marchiori 2001 (doi:10.1103/PhysRevLett.87.198701, eq. 1): the mean of 1/distance over
/// all pairs of different nodes; a pair without a path counts 0. 0 with fewer than two nodes.
double global_efficiency(const Eigen::Ref<const Eigen::MatrixXd>& distances);

/// Per node, (r / (n - 1)) (r / sum of the distances to the r other nodes that it reaches)
/// (Wasserman & Faust 1994, as in NetworkX): with all nodes in reach the inverse mean distance
/// (Freeman 1978, doi:10.1016/0378-8733(78)90021-7). 0 for an isolated node.
Eigen::VectorXd closeness(const Eigen::Ref<const Eigen::MatrixXd>& distances);

/// Per node, the largest distance to a node that it reaches. NaN for an isolated node.
Eigen::VectorXd eccentricity(const Eigen::Ref<const Eigen::MatrixXd>& distances);

/// Smallest and largest eccentricity, isolated nodes left out. NaN without edges.
double radius(const Eigen::Ref<const Eigen::MatrixXd>& distances);
double diameter(const Eigen::Ref<const Eigen::MatrixXd>& distances);

}  // namespace rewire
