#include "stages/kernels/network/small_world.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "stages/kernels/network/clustering.h"
#include "stages/kernels/network/distance_metrics.h"
#include "stages/kernels/network/edge_order.h"
#include "stages/kernels/network/random_streams.h"
#include "stages/kernels/network/rewiring.h"
#include "stages/kernels/network/shortest_paths.h"

namespace rewire {
namespace {

using Eigen::Index;

double weighted_path_length(const Network& network) {
  return characteristic_path_length(path_lengths(network));
}

std::vector<double> weights_in_order(const Network& network) {
  std::vector<WeightedEdge> edges = positive_edges(network.weights());
  std::sort(edges.begin(), edges.end(), stronger);
  std::vector<double> weights;
  for (const WeightedEdge& edge : edges) weights.push_back(edge.weight);
  return weights;
}

/// Lays `weights` on the node pairs in the order of `pairs`.
Network laid_out(const std::vector<double>& weights,
                 const std::vector<WeightedEdge>& pairs,
                 Index nodes) {
  Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(nodes, nodes);
  for (std::size_t k = 0; k < weights.size(); ++k) {
    matrix(pairs[k].i, pairs[k].j) = matrix(pairs[k].j, pairs[k].i) = weights[k];
  }
  return Network(matrix);
}

void shuffle(std::vector<WeightedEdge>& pairs,
             std::size_t begin,
             std::size_t end,
             RandomStream& random) {
  for (std::size_t i = end; i > begin + 1; --i) {
    std::swap(pairs[i - 1], pairs[begin + random.below(static_cast<std::uint32_t>(i - begin))]);
  }
}

/// All pairs, those near each other on a ring first, in random order within one distance.
std::vector<WeightedEdge> ring_pairs(Index nodes, RandomStream& random) {
  std::vector<WeightedEdge> pairs;
  for (Index apart = 1; 2 * apart <= nodes; ++apart) {
    const std::size_t begin = pairs.size();
    const Index ring = 2 * apart == nodes ? apart : nodes;
    for (Index i = 0; i < ring; ++i) pairs.push_back({0.0, i, (i + apart) % nodes});
    shuffle(pairs, begin, pairs.size(), random);
  }
  return pairs;
}

double held(double value) { return std::clamp(value, 0.0, 1.0); }

}  // namespace

double SmallWorld::sigma() const {
  return (clustering / random_clustering) / (path_length / random_path_length);
}

double SmallWorld::omega() const {
  return random_path_length / path_length - clustering / lattice_clustering;
}

SmallWorld small_world(const Network& network, const SmallWorldOptions& options) {
  const auto mean_clustering = [](const Network& one) { return clustering(one).mean(); };
  const auto path_length = [](const Network& one) {
    return characteristic_path_length(hop_distances(one));
  };
  SmallWorld result{.clustering = mean_clustering(network), .path_length = path_length(network)};
  const auto count = static_cast<double>(options.references);
  for (std::int64_t k = 0; k < options.references; ++k) {
    const auto stream = static_cast<std::uint64_t>(k);
    const Network random(
        rewire_degrees(network,
                       options.swaps_per_edge,
                       RandomStream(options.seed, random_reference_streams + stream)));
    const Network lattice(
        latticise(network,
                  options.swaps_per_edge,
                  RandomStream(options.seed, lattice_reference_streams + stream)));
    result.random_clustering += mean_clustering(random) / count;
    result.random_path_length += path_length(random) / count;
    result.lattice_clustering += mean_clustering(lattice) / count;
  }
  return result;
}

double small_world_propensity(const Network& network, const SmallWorldOptions& options) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  if (network.edge_count() == 0) return nan;
  const std::vector<double> weights = weights_in_order(network);
  double random_clustering = 0.0;
  double random_length = 0.0;
  double lattice_clustering = 0.0;
  double lattice_length = 0.0;
  const auto count = static_cast<double>(options.references);
  for (std::int64_t k = 0; k < options.references; ++k) {
    RandomStream random(options.seed, propensity_streams + static_cast<std::uint64_t>(k));
    std::vector<WeightedEdge> pairs = ring_pairs(network.size(), random);
    const Network lattice = laid_out(weights, pairs, network.size());
    shuffle(pairs, 0, pairs.size(), random);
    const Network shuffled = laid_out(weights, pairs, network.size());
    lattice_clustering += clustering_weighted(lattice).mean() / count;
    lattice_length += weighted_path_length(lattice) / count;
    random_clustering += clustering_weighted(shuffled).mean() / count;
    random_length += weighted_path_length(shuffled) / count;
  }
  if (lattice_clustering == random_clustering || lattice_length == random_length) return nan;
  const double delta_c = held((lattice_clustering - clustering_weighted(network).mean()) /
                              (lattice_clustering - random_clustering));
  const double delta_l =
      held((weighted_path_length(network) - random_length) / (lattice_length - random_length));
  return 1.0 - std::sqrt((delta_c * delta_c + delta_l * delta_l) / 2.0);
}

}  // namespace rewire
