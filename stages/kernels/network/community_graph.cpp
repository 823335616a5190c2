#include "stages/kernels/network/community_graph.h"

#include <algorithm>

namespace rewire {

CommunityGraph community_graph(const Network& network) {
  CommunityGraph graph;
  graph.links.resize(static_cast<std::size_t>(network.size()));
  graph.strength.resize(graph.links.size());
  for (std::size_t i = 0; i < graph.size(); ++i) {
    const auto node = static_cast<Eigen::Index>(i);
    for (std::size_t k = 0; k < network.degree(node); ++k) {
      const double weight = network.neighbour_weights(node)[k];
      graph.links[i].emplace_back(static_cast<std::size_t>(network.neighbours(node)[k]), weight);
      graph.strength[i] += weight;
    }
    graph.total += graph.strength[i];
  }
  return graph;
}

int number_communities(std::vector<int>& communities) {
  if (communities.empty()) return 0;
  const int last = *std::max_element(communities.begin(), communities.end());
  std::vector<int> number(static_cast<std::size_t>(last) + 1, -1);
  int count = 0;
  for (int& community : communities) {
    int& own = number[static_cast<std::size_t>(community)];
    if (own < 0) own = count++;
    community = own;
  }
  return count;
}

CommunityGraph merge(const CommunityGraph& graph, const std::vector<int>& communities, int count) {
  const Eigen::Index size = count;
  Eigen::MatrixXd between = Eigen::MatrixXd::Zero(size, size);
  CommunityGraph merged;
  merged.links.resize(static_cast<std::size_t>(count));
  merged.strength.resize(merged.links.size());
  merged.total = graph.total;
  for (std::size_t i = 0; i < graph.size(); ++i) {
    merged.strength[static_cast<std::size_t>(communities[i])] += graph.strength[i];
    for (const auto& [j, weight] : graph.links[i]) {
      between(communities[j], communities[i]) += weight;
    }
  }
  for (Eigen::Index j = 0; j < size; ++j) {
    for (Eigen::Index i = 0; i < size; ++i) {
      if (i == j || !(between(i, j) > 0.0)) continue;
      merged.links[static_cast<std::size_t>(j)].emplace_back(static_cast<std::size_t>(i),
                                                             between(i, j));
    }
  }
  return merged;
}

}  // namespace rewire
