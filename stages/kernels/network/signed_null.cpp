#include <algorithm>
#include <functional>
#include <numeric>
#include <vector>

#include "stages/kernels/network/edge_order.h"
#include "stages/kernels/network/rewiring.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr std::int64_t draws_per_swap = 10;
/// Rounds in which the weights of one sign are laid out, with new ranks in each.
constexpr std::size_t rounds = 100;

/// -1, 0 and 1 in place of the weights, rewired with the number of each kept at every node: where
/// a-b and c-d are of one sign, a-d and c-b both of another, the two signs change places.
Eigen::MatrixXi rewired_signs(const Eigen::Ref<const Eigen::MatrixXd>& weights,
                              std::int64_t swaps_per_edge,
                              RandomStream& random) {
  const auto nodes = static_cast<std::uint32_t>(weights.rows());
  Eigen::MatrixXi signs = weights.array().sign().cast<int>();
  std::vector<std::pair<Index, Index>> edges;
  for (Index j = 1; j < signs.cols(); ++j) {
    for (Index i = 0; i < j; ++i) {
      if (signs(i, j) != 0) edges.emplace_back(i, j);
    }
  }
  if (nodes < 4 || edges.empty()) return signs;
  const std::int64_t wanted = swaps_per_edge * static_cast<std::int64_t>(edges.size());
  std::int64_t made = 0;
  // An edge that has moved is drawn no more at its old place: the list holds where edges were.
  for (std::int64_t draw = 0; draw < draws_per_swap * wanted && made < wanted; ++draw) {
    auto& [a, b] = edges[random.below(static_cast<std::uint32_t>(edges.size()))];
    if (random.below(2) == 1) std::swap(a, b);
    const Index c = random.below(nodes);
    const Index d = random.below(nodes);
    if (c == d || a == c || a == d || b == c || b == d) continue;
    const int own = signs(a, b);
    const int other = signs(a, d);
    if (signs(c, d) != own || signs(c, b) != other || own == other) continue;
    signs(a, b) = signs(b, a) = signs(c, d) = signs(d, c) = other;
    signs(a, d) = signs(d, a) = signs(c, b) = signs(b, c) = own;
    if (signs(a, b) == 0) b = d;
    ++made;
  }
  return signs;
}

/// Lays the weights of one sign (as sizes) on its places.
void lay_weights(const Eigen::Ref<const Eigen::MatrixXd>& sizes,
                 const Eigen::MatrixXi& signs,
                 int sign,
                 RandomStream& random,
                 Eigen::MatrixXd& result) {
  std::vector<double> weights;
  for (const WeightedEdge& edge : positive_edges(sizes)) weights.push_back(edge.weight);
  std::sort(weights.begin(), weights.end());
  std::vector<WeightedEdge> places;
  for (Index j = 1; j < signs.cols(); ++j) {
    for (Index i = 0; i < j; ++i) {
      if (signs(i, j) == sign) places.push_back({0.0, i, j});
    }
  }
  Eigen::VectorXd left = sizes.colwise().sum().transpose();
  while (!places.empty()) {
    for (WeightedEdge& place : places) {
      place.weight = std::max(left[place.i], 0.0) * std::max(left[place.j], 0.0);
    }
    std::sort(
        places.begin(), places.end(), [](const auto& x, const auto& y) { return stronger(y, x); });
    const std::size_t now = std::max<std::size_t>(1, places.size() / rounds);
    std::vector<int> ranks(places.size());
    std::iota(ranks.begin(), ranks.end(), 0);
    random.shuffle(ranks);
    std::vector<std::uint8_t> taken(places.size(), 0);
    for (std::size_t k = 0; k < now; ++k) {
      const auto rank = static_cast<std::size_t>(ranks[k]);
      const WeightedEdge& place = places[rank];
      result(place.i, place.j) = result(place.j, place.i) = sign * weights[rank];
      left[place.i] -= weights[rank];
      left[place.j] -= weights[rank];
      taken[rank] = 1;
    }
    std::size_t kept = 0;
    for (std::size_t rank = 0; rank < places.size(); ++rank) {
      if (taken[rank] != 0) continue;
      places[kept] = places[rank];
      weights[kept++] = weights[rank];
    }
    places.resize(kept);
    weights.resize(kept);
  }
}

}  // namespace

Eigen::MatrixXd rewire_signed_strengths(const Eigen::Ref<const Eigen::MatrixXd>& weights,
                                        std::int64_t swaps_per_edge,
                                        RandomStream random) {
  const Eigen::MatrixXi signs = rewired_signs(weights, swaps_per_edge, random);
  Eigen::MatrixXd result = Eigen::MatrixXd::Zero(weights.rows(), weights.cols());
  lay_weights(weights.cwiseMax(0.0), signs, 1, random, result);
  lay_weights((-weights).cwiseMax(0.0), signs, -1, random, result);
  return result;
}

}  // namespace rewire
