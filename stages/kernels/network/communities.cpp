#include "stages/kernels/network/communities.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "stages/core/random.h"
#include "stages/kernels/network/local_moving.h"
#include "stages/kernels/network/modularity.h"

namespace rewire {
namespace {

std::vector<int> alone(std::size_t nodes) {
  std::vector<int> communities(nodes);
  std::iota(communities.begin(), communities.end(), 0);
  return communities;
}

/// Writes the communities of merged nodes back to the nodes.
void unfold(std::vector<int>& communities, const std::vector<int>& merged) {
  for (int& community : communities) community = merged[static_cast<std::size_t>(community)];
}

void louvain_pass(const QualityGraph& graph, RandomStream& random, std::vector<int>& communities) {
  move_nodes(graph, random, communities);
  while (true) {
    const QualityGraph level = merge(graph, communities, number_communities(communities));
    std::vector<int> merged = alone(level.size());
    if (!move_nodes(level, random, merged)) return;
    unfold(communities, merged);
  }
}

void leiden_pass(const QualityGraph& graph, RandomStream& random, std::vector<int>& communities) {
  move_nodes(graph, random, communities);
  QualityGraph level = graph;
  std::vector<int> node_of = alone(graph.size());  ///< per node, where it is on the level
  std::vector<int> groups = communities;           ///< per node of the level
  while (true) {
    const int count = number_communities(groups);
    if (static_cast<std::size_t>(count) == level.size()) break;
    std::vector<int> parts = refine(level, groups, random);
    const int part_count = number_communities(parts);
    std::vector<int> groups_of_parts(static_cast<std::size_t>(part_count));
    for (std::size_t i = 0; i < parts.size(); ++i) {
      groups_of_parts[static_cast<std::size_t>(parts[i])] = groups[i];
    }
    // Refinement that joins nothing leaves the communities as the nodes of the next level.
    const bool is_stuck = static_cast<std::size_t>(part_count) == level.size();
    if (is_stuck) {
      parts = groups;
      groups_of_parts = alone(static_cast<std::size_t>(count));
    }
    level = merge(level, parts, is_stuck ? count : part_count);
    unfold(node_of, parts);
    groups = std::move(groups_of_parts);
    move_nodes(level, random, groups);
  }
  unfold(node_of, groups);
  communities = std::move(node_of);
}

Partition climb(const QualityGraph& graph, CommunityMethod method, RandomStream random) {
  std::vector<int> communities = alone(graph.size());
  Partition best{communities, -std::numeric_limits<double>::infinity()};
  while (true) {
    if (method == CommunityMethod::leiden) {
      leiden_pass(graph, random, communities);
    } else {
      louvain_pass(graph, random, communities);
    }
    number_communities(communities);
    const double reached = quality(graph, communities);
    if (reached <= best.quality + negligible_quality) return best;
    best = {communities, reached};
  }
}

const Partition& best_of(const std::vector<Partition>& runs) {
  const Partition* best = runs.data();
  for (const Partition& run : runs) {
    if (run.quality > best->quality + negligible_quality) best = &run;
  }
  return *best;
}

bool all_equal(const std::vector<Partition>& runs) {
  return std::all_of(runs.begin(), runs.end(), [&](const Partition& run) {
    return run.communities == runs.front().communities;
  });
}

std::vector<std::vector<int>> communities_of(const std::vector<Partition>& runs) {
  std::vector<std::vector<int>> all;
  all.reserve(runs.size());
  for (const Partition& run : runs) all.push_back(run.communities);
  return all;
}

}  // namespace

std::vector<Partition> community_runs(const QualityGraph& graph, const CommunityOptions& options) {
  if (graph.links.empty()) {
    return std::vector<Partition>(
        static_cast<std::size_t>(options.restarts),
        Partition{alone(graph.size()), std::numeric_limits<double>::quiet_NaN()});
  }
  std::vector<Partition> runs;
  for (std::int64_t restart = 0; restart < options.restarts; ++restart) {
    runs.push_back(climb(
        graph, options.method, RandomStream(options.seed, static_cast<std::uint64_t>(restart))));
  }
  return runs;
}

Partition best_partition(const QualityGraph& graph, const CommunityOptions& options) {
  return best_of(community_runs(graph, options));
}

Eigen::MatrixXd agreement(std::span<const std::vector<int>> partitions) {
  if (partitions.empty()) return {};
  const auto nodes = static_cast<Eigen::Index>(partitions.front().size());
  Eigen::MatrixXd together = Eigen::MatrixXd::Zero(nodes, nodes);
  for (const std::vector<int>& communities : partitions) {
    for (Eigen::Index j = 0; j < nodes; ++j) {
      for (Eigen::Index i = 0; i < nodes; ++i) {
        if (communities[static_cast<std::size_t>(i)] == communities[static_cast<std::size_t>(j)]) {
          together(i, j) += 1.0;
        }
      }
    }
  }
  return together / static_cast<double>(partitions.size());
}

Partition consensus_partition(const QualityGraph& graph,
                              const std::vector<Partition>& runs,
                              const CommunityOptions& options) {
  constexpr double half = 0.5;
  constexpr int most_rounds = 50;
  std::vector<Partition> current = runs;
  for (int round = 0; round < most_rounds && !all_equal(current); ++round) {
    Eigen::MatrixXd together = agreement(communities_of(current));
    together = (together.array() > half).select(together, 0.0);
    together.diagonal().setZero();
    CommunityOptions again = options;
    again.seed = options.seed + static_cast<std::uint64_t>(round) + 1;
    current = community_runs(modularity_graph(Network(together), 1.0), again);
  }
  Partition consensus = best_of(current);
  number_communities(consensus.communities);
  consensus.quality = graph.links.empty() ? std::numeric_limits<double>::quiet_NaN()
                                          : quality(graph, consensus.communities);
  return consensus;
}

}  // namespace rewire
