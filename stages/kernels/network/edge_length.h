#pragma once

#include <Eigen/Core>

#include "stages/kernels/network/network.h"

namespace rewire {

/// How long an edge of weight w is: 1/w, 1 - w or -log w. The last two need weights below 1.
enum class LengthRule { inverse, one_minus, minus_log };

/// Above 0 for a valid weight.
double edge_length(double weight, LengthRule rule);

/// InputError when an edge would have no length above 0 (a weight of 1 or more for one_minus and
/// minus_log).
void require_lengths(const Network& network, LengthRule rule);

/// nodes x nodes: 0 on the diagonal, infinite where there is no edge.
Eigen::MatrixXd edge_lengths(const Network& network, LengthRule rule);

}  // namespace rewire
