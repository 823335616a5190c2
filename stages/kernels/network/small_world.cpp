#include "stages/kernels/network/small_world.h"

#include <algorithm>
#include <limits>
#include <vector>

#include "stages/core/parallel.h"
#include "stages/kernels/network/clustering.h"
#include "stages/kernels/network/distance_metrics.h"
#include "stages/kernels/network/edge_order.h"
#include "stages/kernels/network/random_streams.h"
#include "stages/kernels/network/rewiring.h"
#include "stages/kernels/network/shortest_paths.h"

namespace rewire {
namespace {

using Eigen::Index;

std::vector<double> weights_in_order(const Network& network) {
  std::vector<WeightedEdge> edges = positive_edges(network.weights());
  std::sort(edges.begin(), edges.end(), stronger);
  std::vector<double> weights;
  weights.reserve(edges.size());
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

/// What `make(number)` gives for each reference, side by side.
template <class T, class Make>
std::vector<T> each_reference(const SmallWorldOptions& options, const Make& make) {
  std::vector<T> references(static_cast<std::size_t>(options.references));
  parallel_for(references.size(), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k) references[k] = make(std::uint64_t{k});
  });
  return references;
}

/// One random network and one lattice of the degrees of `edges`.
SmallWorld binary_reference(const Network& edges,
                            const SmallWorldOptions& options,
                            std::uint64_t number) {
  const Network random(
      rewire_degrees(edges,
                     options.swaps_per_edge,
                     RandomStream(options.seed, random_reference_streams + number)));
  const Network lattice(latticise(edges,
                                  options.swaps_per_edge,
                                  RandomStream(options.seed, lattice_reference_streams + number)));
  return {.random_clustering = clustering(random).mean(),
          .random_path_length = mean_hop_distance(random),
          .lattice_clustering = clustering(lattice).mean()};
}

/// Clustering and path length of a weighted network, or their means over references.
struct Shape {
  double clustering = 0.0;
  double length = 0.0;

  void add(const Shape& one, double count) {
    clustering += one.clustering / count;
    length += one.length / count;
  }
};

Shape shape_of(const Network& network) {
  return {clustering_weighted(network).mean(), characteristic_path_length(path_lengths(network))};
}

/// The same weights on a ring and at random.
struct LaidOut {
  Shape lattice;
  Shape random;
};

LaidOut lay_out(const std::vector<double>& weights, Index nodes, RandomStream random) {
  std::vector<WeightedEdge> pairs = ring_pairs(nodes, random);
  LaidOut result;
  result.lattice = shape_of(laid_out(weights, pairs, nodes));
  shuffle(pairs, 0, pairs.size(), random);
  result.random = shape_of(laid_out(weights, pairs, nodes));
  return result;
}

}  // namespace

double SmallWorld::sigma() const {
  return (clustering / random_clustering) / (path_length / random_path_length);
}

double SmallWorld::omega() const {
  return random_path_length / path_length - clustering / lattice_clustering;
}

SmallWorld small_world(const Network& network, const SmallWorldOptions& options) {
  const Network edges = binary(network);
  SmallWorld result{.clustering = clustering(edges).mean(),
                    .path_length = mean_hop_distance(edges)};
  const std::vector<SmallWorld> references = each_reference<SmallWorld>(
      options, [&](std::uint64_t k) { return binary_reference(edges, options, k); });
  const auto count = static_cast<double>(options.references);
  for (const SmallWorld& one : references) {
    result.random_clustering += one.random_clustering / count;
    result.random_path_length += one.random_path_length / count;
    result.lattice_clustering += one.lattice_clustering / count;
  }
  return result;
}

double small_world_propensity(const Network& network, const SmallWorldOptions& options) {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  if (network.edge_count() == 0) return nan;
  const std::vector<double> weights = weights_in_order(network);
  Shape lattice;
  Shape random;
  const auto count = static_cast<double>(options.references);
  for (const LaidOut& one : each_reference<LaidOut>(options, [&](std::uint64_t k) {
         return lay_out(
             weights, network.size(), RandomStream(options.seed, propensity_streams + k));
       })) {
    lattice.add(one.lattice, count);
    random.add(one.random, count);
  }
  if (lattice.clustering == random.clustering || lattice.length == random.length) return nan;
  const Shape own = shape_of(network);
  const double delta_c =
      held((lattice.clustering - own.clustering) / (lattice.clustering - random.clustering));
  const double delta_l = held((own.length - random.length) / (lattice.length - random.length));
  return 1.0 - std::sqrt((delta_c * delta_c + delta_l * delta_l) / 2.0);
}

}  // namespace rewire
