#pragma once

#include <vector>

#include "stages/kernels/network/network.h"

namespace rewire {

/// Per node, the number (from 0, in the order of first appearance) of its connected component. An
/// isolated node is a component of its own.
std::vector<int> components(const Network& network);

/// 0 for a network without nodes.
int component_count(const Network& network);

/// Nodes of the largest component over all nodes; 0 for a network without nodes.
double largest_component_share(const Network& network);

}  // namespace rewire
