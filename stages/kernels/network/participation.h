#pragma once

#include <Eigen/Core>
#include <span>

#include "stages/kernels/network/network.h"

namespace rewire {

// `communities`: a number of 0 or more per node. The forms on matrices take symmetric weights of 0
// or more and read each sign apart: give them the positive weights, or the sizes of the negative.

/// Guimerà & Amaral 2005 (doi:10.1038/nature03288), with strengths for degrees: per node,
/// 1 - sum over communities of (strength towards it / strength)^2. 0 when all edges stay in one
/// community, and for a node without edges. The toolbox's participation_coef and, per sign,
/// participation_coef_sign.
Eigen::VectorXd participation(const Eigen::Ref<const Eigen::MatrixXd>& weights,
                              std::span<const int> communities);

/// Guimerà & Amaral 2005: per node, its strength towards its own community as a z score among the
/// nodes of that community (standard deviation with n, not n - 1, as bctpy; the toolbox in MATLAB
/// has n - 1). 0 where those are all equal.
Eigen::VectorXd within_module_z(const Eigen::Ref<const Eigen::MatrixXd>& weights,
                                std::span<const int> communities);

/// Rubinov & Sporns 2011 (doi:10.1016/j.neuroimage.2011.03.069): entropy of the shares of a node's
/// strength that go to each community, over the logarithm of the number of communities; 0 to 1. 0
/// for a node without edges, and where there is one community. The toolbox's diversity_coef_sign
/// (which is NaN there).
Eigen::VectorXd diversity(const Eigen::Ref<const Eigen::MatrixXd>& weights,
                          std::span<const int> communities);

/// Gateway coefficient (Vargas & Wahl 2014, doi:10.1140/epjb/e2014-40800-7) in the toolbox's form,
/// gateway_coef_sign with strength as centrality: 1 - (1 - kappa_i c_i)^2 sum over communities of
/// (strength towards it / strength)^2, kappa_i being the sum over communities of node i's share of
/// what its own community sends there, c_i the summed strength of its community over the largest of
/// any. 0 for a node without edges. A community to which the node's own sends nothing adds 0 to
/// kappa (the toolbox gives 0 for every node of such a community); the paper weighs each community
/// by a kappa of its own.
Eigen::VectorXd gateway(const Eigen::Ref<const Eigen::MatrixXd>& weights,
                        std::span<const int> communities);

}  // namespace rewire
