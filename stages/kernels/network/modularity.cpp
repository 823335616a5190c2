#include "stages/kernels/network/modularity.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "stages/core/random.h"
#include "stages/kernels/network/community_graph.h"

namespace rewire {
namespace {

/// A change of modularity that rounding cannot tell from none.
constexpr double negligible = 1e-12;

/// Moves nodes into the neighbouring community that gains most, until none gains. True when any
/// node moved.
bool move_nodes(const CommunityGraph& graph,
                double resolution,
                RandomStream& random,
                std::vector<int>& communities) {
  std::vector<double> strength(graph.size());
  for (std::size_t i = 0; i < graph.size(); ++i) {
    strength[static_cast<std::size_t>(communities[i])] += graph.strength[i];
  }
  std::vector<int> order(graph.size());
  std::iota(order.begin(), order.end(), 0);
  random.shuffle(order);
  std::vector<double> joint(graph.size());
  std::vector<int> touched;
  bool moved_ever = false;
  for (bool moved = true; moved;) {
    moved = false;
    for (const int node : order) {
      const auto i = static_cast<std::size_t>(node);
      const int home = communities[i];
      touched.assign(1, home);
      joint[static_cast<std::size_t>(home)] = 0.0;
      for (const auto& [j, weight] : graph.links[i]) {
        const int community = communities[j];
        if (std::find(touched.begin(), touched.end(), community) == touched.end()) {
          touched.push_back(community);
          joint[static_cast<std::size_t>(community)] = 0.0;
        }
        joint[static_cast<std::size_t>(community)] += weight;
      }
      strength[static_cast<std::size_t>(home)] -= graph.strength[i];
      const auto gain = [&](int community) {
        const auto c = static_cast<std::size_t>(community);
        return joint[c] - resolution * graph.strength[i] * strength[c] / graph.total;
      };
      int best = home;
      double best_gain = gain(home) + negligible * graph.total;
      for (const int community : touched) {
        if (gain(community) <= best_gain) continue;
        best = community;
        best_gain = gain(community);
      }
      strength[static_cast<std::size_t>(best)] += graph.strength[i];
      communities[i] = best;
      moved = moved || best != home;
    }
    moved_ever = moved_ever || moved;
  }
  return moved_ever;
}

/// One pass of the method over all levels, starting from `communities`.
void climb(const CommunityGraph& nodes,
           double resolution,
           RandomStream& random,
           std::vector<int>& communities) {
  move_nodes(nodes, resolution, random, communities);
  while (true) {
    const int count = number_communities(communities);
    const CommunityGraph level = merge(nodes, communities, count);
    std::vector<int> merged(level.size());
    std::iota(merged.begin(), merged.end(), 0);
    if (!move_nodes(level, resolution, random, merged)) return;
    for (int& community : communities) community = merged[static_cast<std::size_t>(community)];
  }
}

Partition climb_to_top(const Network& network,
                       const CommunityGraph& graph,
                       double resolution,
                       RandomStream random) {
  std::vector<int> communities(graph.size());
  std::iota(communities.begin(), communities.end(), 0);
  Partition best{communities, -std::numeric_limits<double>::infinity()};
  while (true) {
    climb(graph, resolution, random, communities);
    const double reached = modularity(network, communities, resolution);
    if (reached <= best.modularity + negligible) return best;
    best = {communities, reached};
  }
}

}  // namespace

double modularity(const Network& network, std::span<const int> communities, double resolution) {
  if (network.edge_count() == 0) return std::numeric_limits<double>::quiet_NaN();
  const int last = *std::max_element(communities.begin(), communities.end());
  std::vector<double> inside(static_cast<std::size_t>(last) + 1);
  std::vector<double> strength(inside.size());
  double total = 0.0;
  for (Eigen::Index i = 0; i < network.size(); ++i) {
    const int own = communities[static_cast<std::size_t>(i)];
    const auto c = static_cast<std::size_t>(own);
    for (std::size_t k = 0; k < network.degree(i); ++k) {
      const double weight = network.neighbour_weights(i)[k];
      strength[c] += weight;
      total += weight;
      if (communities[static_cast<std::size_t>(network.neighbours(i)[k])] == own) {
        inside[c] += weight;
      }
    }
  }
  double q = 0.0;
  for (std::size_t c = 0; c < inside.size(); ++c) {
    const double share = strength[c] / total;
    q += inside[c] / total - resolution * share * share;
  }
  return q;
}

Partition louvain(const Network& network, const LouvainOptions& options) {
  const CommunityGraph graph = community_graph(network);
  Partition best;
  best.communities.resize(graph.size());
  std::iota(best.communities.begin(), best.communities.end(), 0);
  best.modularity = modularity(network, best.communities, options.resolution);
  if (network.edge_count() == 0) return best;
  for (std::int64_t restart = 0; restart < options.restarts; ++restart) {
    Partition found = climb_to_top(network,
                                   graph,
                                   options.resolution,
                                   RandomStream(options.seed, static_cast<std::uint64_t>(restart)));
    if (found.modularity > best.modularity + negligible) best = std::move(found);
  }
  number_communities(best.communities);
  return best;
}

}  // namespace rewire
