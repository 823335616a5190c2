#include "stages/kernels/network/rewiring.h"

#include <cstdlib>
#include <numeric>
#include <vector>

#include "stages/kernels/network/edge_order.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr std::int64_t draws_per_swap = 10;

/// Tries swaps; `accept(ab, cd, ad, cb)` decides on one by the weights and nodes of both edges.
template <class Accept>
Eigen::MatrixXd swap_edges(const Network& network,
                           std::int64_t swaps_per_edge,
                           RandomStream& random,
                           const Accept& accept) {
  Eigen::MatrixXd weights = network.weights();
  std::vector<WeightedEdge> edges = positive_edges(weights);
  if (edges.size() < 2) return weights;
  const std::int64_t wanted = swaps_per_edge * static_cast<std::int64_t>(edges.size());
  const auto bound = static_cast<std::uint32_t>(edges.size());
  std::int64_t made = 0;
  for (std::int64_t draw = 0; draw < draws_per_swap * wanted && made < wanted; ++draw) {
    WeightedEdge& first = edges[random.below(bound)];
    WeightedEdge& second = edges[random.below(bound)];
    const Index a = first.i;
    const Index b = first.j;
    const bool flipped = random.below(2) == 1;
    const Index c = flipped ? second.j : second.i;
    const Index d = flipped ? second.i : second.j;
    if (a == c || a == d || b == c || b == d) continue;
    if (weights(a, d) != 0.0 || weights(c, b) != 0.0) continue;
    if (!accept(first.weight, a, b, second.weight, c, d)) continue;
    weights(a, b) = weights(b, a) = weights(c, d) = weights(d, c) = 0.0;
    weights(a, d) = weights(d, a) = first.weight;
    weights(c, b) = weights(b, c) = second.weight;
    first.j = d;
    second.i = c;
    second.j = b;
    ++made;
  }
  return weights;
}

}  // namespace

Eigen::MatrixXd rewire_degrees(const Network& network,
                               std::int64_t swaps_per_edge,
                               RandomStream random) {
  return swap_edges(network, swaps_per_edge, random, [](auto...) { return true; });
}

Eigen::MatrixXd latticise(const Network& network,
                          std::int64_t swaps_per_edge,
                          RandomStream random) {
  const auto nodes = static_cast<int>(network.size());
  std::vector<int> place(static_cast<std::size_t>(nodes));
  std::iota(place.begin(), place.end(), 0);
  random.shuffle(place);
  const auto distance = [&](Index i, Index j) {
    const int apart =
        std::abs(place[static_cast<std::size_t>(i)] - place[static_cast<std::size_t>(j)]);
    return static_cast<double>(std::min(apart, nodes - apart));
  };
  return swap_edges(network,
                    swaps_per_edge,
                    random,
                    [&](double first, Index a, Index b, double second, Index c, Index d) {
                      return first * distance(a, b) + second * distance(c, d) >=
                             first * distance(a, d) + second * distance(c, b);
                    });
}

}  // namespace rewire
