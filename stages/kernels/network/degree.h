#pragma once

#include <Eigen/Core>

#include "stages/kernels/network/network.h"

namespace rewire {

/// Number of edges of each node.
Eigen::VectorXd degree(const Network& network);

/// Sum of the weights of each node's edges.
Eigen::VectorXd strength(const Network& network);

/// Sum of the sizes of the negative weights of each node; 0 or more. `weights`: symmetric, zero
/// diagonal.
Eigen::VectorXd negative_strength(const Eigen::Ref<const Eigen::MatrixXd>& weights);

/// Rubinov & Sporns 2011 (doi:10.1016/j.neuroimage.2011.03.069): normalised signed strength, s+' -
/// (s- / (s+ + s-)) s-' with s' = s / (n - 1). 0 for an isolated node and in a network of one node.
/// The toolbox's strengths_und_sign gives s+ and s- apart.
Eigen::VectorXd signed_strength(const Eigen::Ref<const Eigen::MatrixXd>& weights);

/// Mean of `fisher_z` to the other nodes (global brain connectivity, Cole et al. 2010,
/// doi:10.1016/j.neuroimage.2009.11.001); the diagonal is ignored, as are undefined entries. NaN
/// where all are.
Eigen::VectorXd mean_connectivity(const Eigen::Ref<const Eigen::MatrixXd>& fisher_z);

/// `values` with those of the other sign than `sign` (1 or -1) as 0; NaN stays.
Eigen::MatrixXd part_of_sign(const Eigen::Ref<const Eigen::MatrixXd>& values, double sign);

}  // namespace rewire
