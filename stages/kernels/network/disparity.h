#pragma once

#include <Eigen/Core>

#include "stages/kernels/network/threshold.h"

namespace rewire {

/// Disparity filter (Serrano et al. 2009, doi:10.1073/pnas.0808904106, eq. 2): an edge is kept when
/// for at least one of its nodes its share of the node's strength is larger than chance spreads it,
/// (1 - w_ij / s_i)^(k_i - 1) < significance. An edge says nothing at a node that has no other
/// (k_i = 1). Positive weights only; `matrix` as in proportional_threshold().
Thresholded disparity_filter(const Eigen::Ref<const Eigen::MatrixXd>& matrix, double significance);

}  // namespace rewire
