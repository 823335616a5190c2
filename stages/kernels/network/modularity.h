#pragma once

#include <span>

#include "stages/kernels/network/network.h"
#include "stages/kernels/network/quality_graph.h"

namespace rewire {

/// Newman & Girvan 2004 (doi:10.1103/PhysRevE.69.026113, eq. 5) for weights, with the resolution of
/// Reichardt & Bornholdt 2006 (doi:10.1103/PhysRevE.74.016110):
///   Q = sum over communities of [ inside / (2m) - resolution (strength / (2m))^2 ],
/// `inside` being twice the weight of the edges within a community, `strength` the summed strength
/// of its nodes and 2m that of all nodes.
QualityGraph modularity_graph(const Network& network, double resolution);

/// Which share the negative weights have.
enum class SignedModularity {
  /// Q* of Rubinov & Sporns 2011 (doi:10.1016/j.neuroimage.2011.03.069): Q+ / v+ - Q- / (v+ + v-);
  /// the toolbox's modularity_louvain_und_sign 'sta', community_louvain 'negative_asym'.
  asymmetric,
  /// Gómez et al. 2009 (doi:10.1103/PhysRevE.80.016114): (Q+ - Q-) / (v+ + v-); 'gja',
  /// 'negative_sym'.
  symmetric,
};
/// `weights`: symmetric, of both signs; the diagonal is ignored. v is the sum of all weights of a
/// sign, Q+ and Q- those weights within communities beyond resolution s_i s_j / v. Without negative
/// weights both are modularity_graph().
QualityGraph signed_modularity_graph(const Eigen::Ref<const Eigen::MatrixXd>& weights,
                                     double resolution,
                                     SignedModularity form);

/// Q of modularity_graph(); NaN without edges. `communities`: a number of 0 or more, below the
/// number of nodes, per node.
double modularity(const Network& network, std::span<const int> communities, double resolution);

}  // namespace rewire
