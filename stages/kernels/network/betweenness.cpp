#include "stages/kernels/network/betweenness.h"

#include <algorithm>
#include <numeric>
#include <vector>

#include "stages/core/parallel.h"
#include "stages/kernels/network/hop_levels.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

constexpr std::size_t source_block = 16;
constexpr double equal_lengths = 1e-12;

/// Adds up what `dependencies(source, sum)` gives for every source; `make` makes that function,
/// with its own memory, for each block of sources. The sum is the same for any number of threads.
template <class Make>
VectorXd sum_over_sources(const Network& network, const Make& make) {
  const auto nodes = static_cast<std::size_t>(network.size());
  VectorXd total = VectorXd::Zero(network.size());
  if (nodes < 3) return total;
  std::vector<VectorXd> partial((nodes + source_block - 1) / source_block, total);
  parallel_for(nodes, source_block, [&](std::size_t begin, std::size_t end) {
    auto dependencies = make();
    for (std::size_t source = begin; source < end; ++source) {
      dependencies(source, partial[begin / source_block]);
    }
  });
  for (const VectorXd& part : partial) total += part;
  // Every pair was taken in both directions.
  return total / static_cast<double>((network.size() - 1) * (network.size() - 2));
}

/// Brandes' back-propagation over levels of edges.
class HopDependencies {
 public:
  explicit HopDependencies(const AdjacencyBits& adjacency)
      : levels_(adjacency), dependency_(static_cast<Index>(adjacency.nodes())) {}

  void operator()(std::size_t source, VectorXd& sum) {
    levels_.search(source);
    const VectorXd& counts = levels_.path_counts();
    dependency_.setZero();
    for (std::size_t level = levels_.count() - 1; level > 0; --level) {
      for_each_bit(levels_.nodes(level), [&](std::size_t node) {
        const auto index = static_cast<Index>(node);
        const double share = (1.0 + dependency_[index]) / counts[index];
        levels_.for_each_predecessor(node, level, [&](Index previous) {
          dependency_[previous] += counts[previous] * share;
        });
      });
    }
    dependency_[static_cast<Index>(source)] = 0.0;
    sum += dependency_;
  }

 private:
  HopLevels levels_;
  VectorXd dependency_;
};

/// The same over distances that are known already.
class LengthDependencies {
 public:
  LengthDependencies(const Network& network,
                     const Eigen::Ref<const Eigen::MatrixXd>& lengths,
                     const std::vector<std::vector<double>>& edges)
      : network_(network),
        lengths_(lengths),
        edges_(edges),
        counts_(network.size()),
        dependency_(network.size()),
        begin_(edges.size()) {}

  void operator()(std::size_t source, VectorXd& sum) {
    order_by_distance(source);
    count_paths(source);
    dependency_.setZero();
    std::size_t end = previous_.size();
    for (std::size_t k = order_.size() - 1; k > 0; --k) {
      const Index node = order_[k];
      const double share = (1.0 + dependency_[node]) / counts_[node];
      for (std::size_t p = begin_[k]; p < end; ++p) {
        dependency_[previous_[p]] += counts_[previous_[p]] * share;
      }
      end = begin_[k];
    }
    dependency_[static_cast<Index>(source)] = 0.0;
    sum += dependency_;
  }

 private:
  /// The nodes that the source reaches, nearest first; it is the first.
  void order_by_distance(std::size_t source) {
    const auto distance = lengths_.col(static_cast<Index>(source));
    order_.clear();
    for (Index i = 0; i < network_.size(); ++i) {
      if (std::isfinite(distance[i])) order_.push_back(static_cast<int>(i));
    }
    std::sort(order_.begin(), order_.end(), [&](int a, int b) {
      return distance[a] != distance[b] ? distance[a] < distance[b] : a < b;
    });
  }

  void count_paths(std::size_t source) {
    const auto distance = lengths_.col(static_cast<Index>(source));
    counts_.setZero();
    counts_[static_cast<Index>(source)] = 1.0;
    previous_.clear();
    for (std::size_t k = 1; k < order_.size(); ++k) {
      const Index node = order_[k];
      begin_[k] = previous_.size();
      const double longest = distance[node] * (1.0 + equal_lengths);
      const auto neighbours = network_.neighbours(node);
      const std::vector<double>& edges = edges_[static_cast<std::size_t>(node)];
      double paths = 0.0;
      for (std::size_t e = 0; e < neighbours.size(); ++e) {
        if (distance[neighbours[e]] + edges[e] > longest) continue;
        previous_.push_back(neighbours[e]);
        paths += counts_[neighbours[e]];
      }
      counts_[node] = paths;
    }
  }

  const Network& network_;
  const Eigen::Ref<const Eigen::MatrixXd>& lengths_;
  const std::vector<std::vector<double>>& edges_;
  VectorXd counts_;
  VectorXd dependency_;
  std::vector<int> order_;
  std::vector<int> previous_;       ///< predecessors, in the order of `order_`
  std::vector<std::size_t> begin_;  ///< where those of the k-th node begin
};

}  // namespace

VectorXd betweenness(const Network& network) {
  const AdjacencyBits adjacency(network);
  return sum_over_sources(network, [&] { return HopDependencies(adjacency); });
}

VectorXd betweenness_weighted(const Network& network,
                              const Eigen::Ref<const Eigen::MatrixXd>& lengths,
                              LengthRule rule) {
  std::vector<std::vector<double>> edges(static_cast<std::size_t>(network.size()));
  for (Index i = 0; i < network.size(); ++i) {
    for (const double weight : network.neighbour_weights(i)) {
      edges[static_cast<std::size_t>(i)].push_back(edge_length(weight, rule));
    }
  }
  return sum_over_sources(network, [&] { return LengthDependencies(network, lengths, edges); });
}

}  // namespace rewire
