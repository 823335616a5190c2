#pragma once

#include <Eigen/Core>

#include "stages/kernels/network/network.h"

namespace rewire {

/// Watts & Strogatz 1998 (doi:10.1038/30918): the share of a node's pairs of neighbours that have
/// an edge, 2 t / (k (k - 1)). 0 for a node with fewer than two neighbours. The toolbox's
/// clustering_coef_bu.
Eigen::VectorXd clustering(const Network& network);

/// Onnela et al. 2005 (doi:10.1103/PhysRevE.71.065103): the sum over a node's triangles of
/// the geometric mean of the three weights, each divided by the largest weight of the network,
/// times 2 / (k (k - 1)). 0 for a node with fewer than two neighbours. Equal to clustering() when
/// all weights are equal. NetworkX's clustering(weight=...); the toolbox's clustering_coef_wu
/// leaves the division to its caller.
Eigen::VectorXd clustering_weighted(const Network& network);

/// Zhang & Horvath 2005 (doi:10.2202/1544-6115.1128): sum over j, h of w_ij w_jh w_hi divided by
/// sum over j != h of w_ij w_ih. 0 without a triangle. The toolbox's clustering_coef_wu_sign(W, 2);
/// as there, weights above 1 are not scaled down.
Eigen::VectorXd clustering_zhang(const Network& network);

/// Costantini & Perugini 2014 (doi:10.1371/journal.pone.0088669): the same for weights of both
/// signs, with |w_ij w_ih| below; negative where triangles of an odd number of negative edges
/// outweigh. `weights`: symmetric; the diagonal is ignored. 0 without a triangle. (Some releases of
/// the toolbox sum w_ij w_ih with its sign.)
Eigen::VectorXd clustering_signed(const Eigen::Ref<const Eigen::MatrixXd>& weights);

/// Newman 2003 (doi:10.1137/S003614450342480, eq. 3): three times the number of triangles divided
/// by the number of paths of two edges. 0 without such a path. The toolbox's transitivity_bu.
double transitivity(const Network& network);

/// The sum of the nodes' triangle intensities (clustering_weighted()) divided by the number of
/// paths of two edges; 0 without one. The toolbox's transitivity_wu, weights divided by the
/// largest.
double transitivity_weighted(const Network& network);

}  // namespace rewire
