#pragma once

#include <Eigen/Core>

#include "stages/kernels/network/network.h"

namespace rewire {

/// Bonacich 1972 (doi:10.1080/0022250X.1972.9989806): the eigenvector of the weights with the
/// largest eigenvalue, of unit length and not negative. Nodes outside the component with that
/// eigenvalue have 0. NaN for all nodes where it is not unique (the two largest eigenvalues agree
/// to 1e-10: equal components, or no edges). The toolbox's eigenvector_centrality_und.
Eigen::VectorXd eigenvector_centrality(const Network& network);

/// Estrada & Rodríguez-Velázquez 2005 (doi:10.1103/PhysRevE.71.056103, eq. 1): the number of closed
/// walks from a node, those of length l counted 1/l! times, diag(exp(A)) of the binary network. 1
/// for an isolated node. The toolbox's subgraph_centrality of a binary matrix.
Eigen::VectorXd subgraph_centrality(const Network& network);

/// Page et al. 1999: the probability to find a walker that follows an edge, chosen by weight, with
/// the probability `damping` (0 to below 1), and jumps to any node otherwise; sums to 1. A walker
/// at an isolated node always jumps. The toolbox's pagerank_centrality(W, damping), and NetworkX's.
Eigen::VectorXd pagerank(const Network& network, double damping = 0.85);

/// Barahona & Pecora 2002 (doi:10.1103/PhysRevLett.89.054101): smallest but one over largest
/// eigenvalue of the Laplacian of the weights; 0 to 1, larger synchronises more easily (they write
/// its inverse). 0 for a network that falls apart; NaN without edges.
double synchronisability(const Network& network);

}  // namespace rewire
