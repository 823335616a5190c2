#pragma once

#include <Eigen/Core>
#include <span>

#include "stages/kernels/network/network.h"

namespace rewire {

/// Guimerà & Amaral 2005 (doi:10.1038/nature03288), with strengths for degrees: per node,
/// 1 - sum over communities of (strength towards it / strength)^2. 0 when all edges stay in one
/// community, and for a node without edges. `communities`: a number of 0 or more per node.
Eigen::VectorXd participation(const Network& network, std::span<const int> communities);

/// Guimerà & Amaral 2005: per node, its strength towards its own community as a z score among the
/// nodes of that community (standard deviation with n, not n - 1). 0 where those are all equal.
Eigen::VectorXd within_module_z(const Network& network, std::span<const int> communities);

}  // namespace rewire
