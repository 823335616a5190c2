#pragma once

#include <Eigen/Core>

#include "stages/kernels/network/network.h"

namespace rewire {

/// Watts & Strogatz 1998 (doi:10.1038/30918): the share of a node's pairs of neighbours that have
/// an edge, 2 t / (k (k - 1)). 0 for a node with fewer than two neighbours.
Eigen::VectorXd clustering(const Network& network);

/// Onnela et al. 2005 (doi:10.1103/PhysRevE.71.065103): the sum over a node's triangles of
/// the geometric mean of the three weights, each divided by the largest weight of the network,
/// times 2 / (k (k - 1)). 0 for a node with fewer than two neighbours. Equal to clustering() when
/// all weights are equal. (The Brain Connectivity Toolbox leaves the division to its caller.)
Eigen::VectorXd clustering_weighted(const Network& network);

/// Newman 2003 (doi:10.1137/S003614450342480, eq. 3): three times the number of triangles divided
/// by the number of paths of two edges. 0 without such a path.
double transitivity(const Network& network);

}  // namespace rewire
