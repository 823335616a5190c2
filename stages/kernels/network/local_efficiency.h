#pragma once

#include <Eigen/Core>

#include "stages/kernels/network/network.h"

namespace rewire {

/// Per node, the global efficiency (in edges) of the network that its neighbours form among
/// themselves (Latora & Marchiori 2001, doi:10.1103/PhysRevLett.87.198701). 0 for a node with fewer
/// than two neighbours. The toolbox's efficiency_bin(A, 1).
Eigen::VectorXd local_efficiency(const Network& network);

/// Per node, sum over pairs j != h of its neighbours of (w_ij w_ih)^(1/3) times a term of the
/// distance d_jh within the neighbourhood, over k (k - 1), k being the number of neighbours. 0 for
/// a node with fewer than two.
enum class WeightedLocalEfficiency {
  /// 1 / d_jh along lengths w^(-1/3) (Wang et al. 2017, doi:10.1162/NECO_a_00914): equals
  /// local_efficiency() when all weights are 1. The toolbox's efficiency_wei(W, 2).
  modified,
  /// d_jh^(-1/3) along lengths 1/w (Rubinov & Sporns 2010, doi:10.1016/j.neuroimage.2009.10.003,
  /// table A1). The toolbox's efficiency_wei(W, 1).
  original,
};
/// The weights enter as they are: neither divides them by the largest.
Eigen::VectorXd local_efficiency_weighted(const Network& network, WeightedLocalEfficiency form);

}  // namespace rewire
