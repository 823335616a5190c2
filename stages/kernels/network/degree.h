#pragma once

#include <Eigen/Core>

#include "stages/kernels/network/network.h"

namespace rewire {

/// Number of edges per node; 0 for an isolated node.
Eigen::VectorXd degree(const Network& network);

/// Sum of edge weights per node (Barrat et al. 2004, doi:10.1073/pnas.0400087101, eq. 2); 0 for an
/// isolated node.
Eigen::VectorXd strength(const Network& network);

}  // namespace rewire
