#pragma once

#include <Eigen/Core>
#include <span>

#include "stages/kernels/network/network.h"

namespace rewire {

/// Seidman 1983 (doi:10.1016/0378-8733(83)90028-X): per node, the largest k for which it is in a
/// part of the network where every node has k neighbours or more. The toolbox's
/// kcoreness_centrality_bu.
Eigen::VectorXd core_number(const Network& network);

/// Newman 2002 (doi:10.1103/PhysRevLett.89.208701, eq. 4): correlation between the degrees at the
/// two ends of an edge, over all edges in both directions; -1 to 1. NaN where all ends have the
/// same degree, or without edges. The toolbox's assortativity_bin(A, 0).
double assortativity(const Network& network);
/// The same for strengths: the toolbox's assortativity_wei(W, 0). (Each edge counts once, whatever
/// its weight.)
double assortativity_weighted(const Network& network);

/// Core and periphery (Borgatti & Everett 2000, doi:10.1016/S0378-8733(99)00019-2; Rubinov et al.
/// 2015, doi:10.1073/pnas.1420315112): the largest value that q = sum over core pairs of B - sum
/// over periphery pairs of B reaches, B = (w - mean of all n^2 weights) / sum of all weights. Since
/// q is the sum over core nodes of their row sums of B less that over the others, the best core is
/// every node of more than the mean strength, and no search is needed: the toolbox's
/// core_periphery_dir finds the same or less.
struct CorePeriphery {
  Eigen::VectorXd core;   ///< per node: 1 in the core, 0 in the periphery; NaN without edges
  double coreness = 0.0;  ///< q; NaN without edges
};
CorePeriphery core_periphery(const Network& network);

/// Ravasz & Barabási 2003 (doi:10.1103/PhysRevE.67.026112): beta of C(k) ~ k^-beta, the slope of
/// log clustering (binary) on log degree over the nodes that have both, least squares, sign turned.
/// NaN with fewer than two such degrees.
double hierarchy(const Network& network);

/// Rich club of a binary network (Colizza et al. 2006, doi:10.1038/nphys209): for k = 1 to the
/// largest degree, the density among the nodes of degree above k. NaN for fewer than two nodes. The
/// toolbox's rich_club_bu.
Eigen::VectorXd rich_club(const Network& network);
/// Opsahl et al. 2008 (doi:10.1103/PhysRevLett.101.168702): for k = 1 to the largest degree, the
/// weight of the edges among the nodes of degree k or more over that of as many of the strongest
/// edges of the network. NaN where no node is left out, or no edge left: as the toolbox's
/// rich_club_wu.
Eigen::VectorXd rich_club_weighted(const Network& network);

/// Chan et al. 2014 (doi:10.1073/pnas.1415122111): (W - B) / W, W the mean Fisher z over the pairs
/// within a system, B that over the pairs between systems, negative values set to 0. `systems`: a
/// number of 0 or more per node, -1 where unknown (left out). Pairs of undefined Fisher z are left
/// out. NaN without both kinds of pairs, or where W is 0.
double system_segregation(const Eigen::Ref<const Eigen::MatrixXd>& fisher_z,
                          std::span<const int> systems);

}  // namespace rewire
