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

/// Moves single nodes between communities, which it numbers in place.
class NodeMover {
 public:
  NodeMover(const CommunityGraph& graph, double resolution, std::vector<int>& communities)
      : graph_(graph),
        resolution_(resolution),
        communities_(communities),
        strength_(graph.size()),
        joint_(graph.size()),
        is_near_(graph.size()) {
    for (std::size_t i = 0; i < graph.size(); ++i) strength_[community(i)] += graph.strength[i];
  }

  /// Takes `node` to the neighbouring community that gains most; true when that is another one.
  bool move(std::size_t node) {
    const std::size_t home = community(node);
    find_near(node);
    strength_[home] -= graph_.strength[node];
    std::size_t best = home;
    double best_gain = gain(node, home) + negligible * graph_.total;
    for (const std::size_t candidate : near_) {
      const double candidate_gain = gain(node, candidate);
      if (candidate_gain <= best_gain) continue;
      best = candidate;
      best_gain = candidate_gain;
    }
    for (const std::size_t candidate : near_) is_near_[candidate] = 0;
    strength_[best] += graph_.strength[node];
    communities_[node] = static_cast<int>(best);
    return best != home;
  }

 private:
  std::size_t community(std::size_t node) const {
    return static_cast<std::size_t>(communities_[node]);
  }

  /// The node's own community and those of its neighbours, and its weight towards each.
  void find_near(std::size_t node) {
    near_.clear();
    add_near(community(node), 0.0);
    for (const auto& [other, weight] : graph_.links[node]) add_near(community(other), weight);
  }

  void add_near(std::size_t candidate, double weight) {
    if (is_near_[candidate] == 0) {
      is_near_[candidate] = 1;
      near_.push_back(candidate);
      joint_[candidate] = 0.0;
    }
    joint_[candidate] += weight;
  }

  /// Change of modularity, times half the total strength, when the lone node joins.
  double gain(std::size_t node, std::size_t candidate) const {
    return joint_[candidate] -
           resolution_ * graph_.strength[node] * strength_[candidate] / graph_.total;
  }

  const CommunityGraph& graph_;
  double resolution_;
  std::vector<int>& communities_;
  std::vector<double> strength_;  ///< per community
  std::vector<double> joint_;     ///< per near community
  std::vector<std::uint8_t> is_near_;
  std::vector<std::size_t> near_;
};

/// Moves nodes, in one random order again and again, until no move gains. True when any moved.
bool move_nodes(const CommunityGraph& graph,
                double resolution,
                RandomStream& random,
                std::vector<int>& communities) {
  std::vector<int> order(graph.size());
  std::iota(order.begin(), order.end(), 0);
  random.shuffle(order);
  NodeMover mover(graph, resolution, communities);
  bool moved_ever = false;
  for (bool moved = true; moved;) {
    moved = false;
    for (const int node : order) moved = mover.move(static_cast<std::size_t>(node)) || moved;
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
