#include "stages/kernels/network/rewiring.h"

#include <algorithm>
#include <bit>
#include <cstdlib>
#include <numeric>
#include <utility>
#include <vector>

#include "stages/kernels/network/edge_order.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr std::int64_t draws_per_swap = 10;

/// Pairs of nodes, one bit for each.
class PairSet {
 public:
  explicit PairSet(Index nodes)
      : words_((static_cast<std::size_t>(nodes) + 63) / 64),
        bits_(words_ * static_cast<std::size_t>(nodes)) {}

  bool contains(int i, int j) const { return ((word(i, j) >> (j % 64)) & 1U) != 0; }
  /// Takes the pair in where it is not, and out where it is.
  void flip(int i, int j) {
    bits_[place(i, j)] ^= std::uint64_t{1} << (j % 64);
    bits_[place(j, i)] ^= std::uint64_t{1} << (i % 64);
  }

 private:
  std::size_t place(int i, int j) const {
    return static_cast<std::size_t>(i) * words_ + static_cast<std::size_t>(j) / 64;
  }
  std::uint64_t word(int i, int j) const { return bits_[place(i, j)]; }

  std::size_t words_;
  std::vector<std::uint64_t> bits_;
};

struct Ends {
  int i = 0;
  int j = 0;
};

/// Tries swaps; `accept(k, ab, l, cd)` decides whether the edges k (a-b) and l (c-d) may become a-d
/// and c-b.
template <class Accept>
void swap_edges(std::vector<Ends>& edges,
                Index nodes,
                std::int64_t swaps_per_edge,
                RandomStream& random,
                const Accept& accept) {
  if (edges.size() < 2) return;
  PairSet joined(nodes);
  for (const Ends& edge : edges) joined.flip(edge.i, edge.j);
  const std::int64_t wanted = swaps_per_edge * static_cast<std::int64_t>(edges.size());
  const auto bound = static_cast<std::uint32_t>(edges.size());
  std::int64_t made = 0;
  for (std::int64_t draw = 0; draw < draws_per_swap * wanted && made < wanted; ++draw) {
    const std::uint32_t first = random.below(bound);
    // The second edge, and in which direction.
    const std::uint32_t drawn = random.below(2 * bound);
    const std::uint32_t second = drawn / 2;
    const auto [a, b] = edges[first];
    // Turned round by a rotation of both ends: a branch would be mispredicted half of the time.
    const auto [c, d] = std::bit_cast<Ends>(
        std::rotr(std::bit_cast<std::uint64_t>(edges[second]), 32 * (drawn & 1U)));
    // Without short cuts: one branch that is rarely taken is predicted, three are not.
    const bool is_apart = (a != c) & (a != d) & (b != c) & (b != d);
    const bool is_free = !joined.contains(a, d) & !joined.contains(c, b);
    if (!(is_apart & is_free & accept(first, Ends{a, b}, second, Ends{c, d}))) continue;
    joined.flip(a, b);
    joined.flip(c, d);
    joined.flip(a, d);
    joined.flip(c, b);
    edges[first] = {a, d};
    edges[second] = {c, b};
    ++made;
  }
}

}  // namespace

Eigen::MatrixXd rewire_degrees(const Network& network,
                               std::int64_t swaps_per_edge,
                               RandomStream random) {
  std::vector<WeightedEdge> weighted = positive_edges(network.weights());
  std::vector<Ends> edges;
  edges.reserve(weighted.size());
  for (const WeightedEdge& edge : weighted) {
    edges.push_back({static_cast<int>(edge.i), static_cast<int>(edge.j)});
  }
  swap_edges(edges, network.size(), swaps_per_edge, random, [](auto...) { return true; });
  for (std::size_t k = 0; k < edges.size(); ++k) {
    weighted[k].i = edges[k].i;
    weighted[k].j = edges[k].j;
  }
  return weights_of(weighted, network.size());
}

Eigen::MatrixXd latticise(const Network& network,
                          std::int64_t swaps_per_edge,
                          RandomStream random) {
  const auto nodes = static_cast<int>(network.size());
  std::vector<int> place(static_cast<std::size_t>(nodes));
  std::iota(place.begin(), place.end(), 0);
  random.shuffle(place);
  std::vector<int> node_at(place.size());
  for (std::size_t i = 0; i < place.size(); ++i) {
    node_at[static_cast<std::size_t>(place[i])] = static_cast<int>(i);
  }
  // Ends are places, so that a distance needs no look-up.
  std::vector<WeightedEdge> weighted = positive_edges(network.weights());
  std::vector<Ends> edges;
  edges.reserve(weighted.size());
  for (const WeightedEdge& edge : weighted) {
    edges.push_back(
        {place[static_cast<std::size_t>(edge.i)], place[static_cast<std::size_t>(edge.j)]});
  }
  const auto distance = [nodes](int i, int j) {
    const int apart = std::abs(i - j);
    return std::min(apart, nodes - apart);
  };
  const auto gains = [&](Ends ab, Ends cd) {
    return std::pair(distance(ab.i, ab.j) - distance(ab.i, cd.j),
                     distance(cd.i, cd.j) - distance(cd.i, ab.j));
  };
  const bool are_equal = std::all_of(weighted.begin(), weighted.end(), [&](const auto& edge) {
    return edge.weight == weighted.front().weight;
  });
  if (are_equal) {
    swap_edges(edges, nodes, swaps_per_edge, random, [&](auto, Ends ab, auto, Ends cd) {
      const auto [first, second] = gains(ab, cd);
      return first + second >= 0;
    });
  } else {
    const auto accept = [&](std::size_t k, Ends ab, std::size_t l, Ends cd) {
      const auto [first, second] = gains(ab, cd);
      return weighted[k].weight * first + weighted[l].weight * second >= 0.0;
    };
    swap_edges(edges, nodes, swaps_per_edge, random, accept);
  }
  for (std::size_t k = 0; k < edges.size(); ++k) {
    weighted[k].i = node_at[static_cast<std::size_t>(edges[k].i)];
    weighted[k].j = node_at[static_cast<std::size_t>(edges[k].j)];
  }
  return weights_of(weighted, network.size());
}

}  // namespace rewire
