#pragma once

#include <cstddef>
#include <utility>
#include <vector>

#include "stages/kernels/network/network.h"

namespace rewire {

/// One level of the Louvain method: nodes, or communities merged into nodes.
struct CommunityGraph {
  std::vector<std::vector<std::pair<std::size_t, double>>> links;  ///< to other nodes, both ways
  std::vector<double> strength;  ///< per node, links within it counted twice
  double total = 0.0;            ///< of all strengths

  std::size_t size() const { return links.size(); }
};

CommunityGraph community_graph(const Network& network);

/// Numbers communities from 0 in the order of first appearance; returns how many there are.
int number_communities(std::vector<int>& communities);

/// The graph whose nodes are the `count` communities, numbered from 0.
CommunityGraph merge(const CommunityGraph& graph, const std::vector<int>& communities, int count);

}  // namespace rewire
