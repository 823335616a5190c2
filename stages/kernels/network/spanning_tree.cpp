#include "stages/kernels/network/spanning_tree.h"

#include <algorithm>
#include <limits>
#include <numeric>

#include "stages/kernels/network/distance_metrics.h"
#include "stages/kernels/network/shortest_paths.h"

namespace rewire {
namespace {

/// Sets of nodes that edges have joined.
class JoinedSets {
 public:
  explicit JoinedSets(Eigen::Index nodes) : parent_(static_cast<std::size_t>(nodes)) {
    std::iota(parent_.begin(), parent_.end(), 0);
  }
  /// False when they were in one set already.
  bool join(Eigen::Index i, Eigen::Index j) {
    const std::size_t a = root(static_cast<std::size_t>(i));
    const std::size_t b = root(static_cast<std::size_t>(j));
    parent_[b] = a;
    return a != b;
  }

 private:
  std::size_t root(std::size_t node) {
    while (parent_[node] != node) {
      parent_[node] = parent_[parent_[node]];
      node = parent_[node];
    }
    return node;
  }
  std::vector<std::size_t> parent_;
};

/// Moves the edges of the spanning tree from `edges` to the end of `tree`; both stay in order.
void split_tree(std::vector<WeightedEdge>& edges,
                Eigen::Index nodes,
                std::vector<WeightedEdge>& tree) {
  JoinedSets sets(nodes);
  std::vector<WeightedEdge> rest;
  for (const WeightedEdge& edge : edges) {
    (sets.join(edge.i, edge.j) ? tree : rest).push_back(edge);
  }
  edges = std::move(rest);
}

double sum_of_weights(const std::vector<WeightedEdge>& edges) {
  double sum = 0.0;
  for (const WeightedEdge& edge : edges) sum += edge.weight;
  return sum;
}

double efficiency_of(const std::vector<WeightedEdge>& edges, Eigen::Index nodes) {
  return global_efficiency(path_lengths(Network(weights_of(edges, nodes))));
}

std::vector<WeightedEdge> sorted_edges(const Eigen::Ref<const Eigen::MatrixXd>& matrix) {
  std::vector<WeightedEdge> edges = positive_edges(matrix);
  std::sort(edges.begin(), edges.end(), stronger);
  return edges;
}

Thresholded keep(const std::vector<WeightedEdge>& edges,
                 Eigen::Index nodes,
                 std::size_t requested_edges) {
  const double pairs = nodes < 2 ? 0.0 : static_cast<double>(nodes * (nodes - 1) / 2);
  return {.weights = weights_of(edges, nodes),
          .requested_edges = requested_edges,
          .kept_edges = edges.size(),
          .reached_density = pairs > 0.0 ? static_cast<double>(edges.size()) / pairs : 0.0};
}

}  // namespace

std::vector<WeightedEdge> maximum_spanning_tree(const std::vector<WeightedEdge>& sorted,
                                                Eigen::Index nodes) {
  std::vector<WeightedEdge> edges = sorted;
  std::vector<WeightedEdge> tree;
  split_tree(edges, nodes, tree);
  return tree;
}

Thresholded spanning_tree_threshold(const Eigen::Ref<const Eigen::MatrixXd>& matrix,
                                    double density) {
  std::vector<WeightedEdge> rest = sorted_edges(matrix);
  std::vector<WeightedEdge> kept;
  split_tree(rest, matrix.rows(), kept);
  const std::size_t requested = edges_at_density(matrix.rows(), density);
  for (const WeightedEdge& edge : rest) {
    if (kept.size() >= requested) break;
    kept.push_back(edge);
  }
  return keep(kept, matrix.rows(), requested);
}

Thresholded orthogonal_spanning_trees(const Eigen::Ref<const Eigen::MatrixXd>& matrix) {
  const Eigen::Index nodes = matrix.rows();
  std::vector<WeightedEdge> rest = sorted_edges(matrix);
  const double all_weight = sum_of_weights(rest);
  const double all_efficiency = efficiency_of(rest, nodes);
  std::vector<WeightedEdge> trees;
  std::vector<WeightedEdge> best;
  double best_gain = -std::numeric_limits<double>::infinity();
  while (!rest.empty()) {
    split_tree(rest, nodes, trees);
    const double cost = sum_of_weights(trees) / all_weight;
    // No later gain can reach 1 - cost.
    if (1.0 - cost <= best_gain) break;
    const double gain = efficiency_of(trees, nodes) / all_efficiency - cost;
    if (gain <= best_gain) continue;
    best_gain = gain;
    best = trees;
  }
  return keep(best, nodes, best.size());
}

}  // namespace rewire
