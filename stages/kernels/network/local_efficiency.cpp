#include "stages/kernels/network/local_efficiency.h"

#include <bit>
#include <cmath>
#include <limits>

#include "stages/core/parallel.h"
#include "stages/kernels/network/adjacency_bits.h"
#include "stages/kernels/network/shortest_paths.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr std::size_t node_block = 16;

/// 1/distance to every node of `inside` that `source` reaches, summed.
double sum_of_inverse_hops(BitSearch& search,
                           std::size_t source,
                           std::span<const std::uint64_t> inside) {
  double sum = 0.0;
  search.run(source, inside, [&](int distance, std::span<const std::uint64_t> nodes) {
    int count = 0;
    for (const std::uint64_t word : nodes) count += std::popcount(word);
    sum += static_cast<double>(count) / distance;
  });
  return sum;
}

/// What the weighted forms take from the edges, once for the whole network.
struct EdgeTerms {
  EdgeTerms(const Network& network, WeightedLocalEfficiency form)
      : roots(network.weights().unaryExpr([](double w) { return std::cbrt(w); })),
        lengths(form == WeightedLocalEfficiency::modified
                    ? edge_lengths(Network(roots), LengthRule::inverse)
                    : edge_lengths(network, LengthRule::inverse)) {}

  Eigen::MatrixXd roots;
  Eigen::MatrixXd lengths;
};

double weighted_efficiency_around(const Network& network,
                                  const EdgeTerms& terms,
                                  WeightedLocalEfficiency form,
                                  Index node) {
  const auto neighbours = network.neighbours(node);
  const std::vector<int> members(neighbours.begin(), neighbours.end());
  Eigen::MatrixXd lengths = terms.lengths(members, members);
  floyd_warshall(lengths);
  Eigen::MatrixXd nearness = lengths.cwiseInverse();
  nearness.diagonal().setZero();
  if (form == WeightedLocalEfficiency::original) {
    nearness = nearness.unaryExpr([](double value) { return std::cbrt(value); });
  }
  const Eigen::VectorXd roots = terms.roots.col(node)(members);
  const auto k = static_cast<double>(members.size());
  return roots.dot(nearness * roots) / (k * (k - 1.0));
}

}  // namespace

Eigen::VectorXd local_efficiency(const Network& network) {
  const AdjacencyBits adjacency(network);
  Eigen::VectorXd result = Eigen::VectorXd::Zero(network.size());
  parallel_for(static_cast<std::size_t>(network.size()),
               node_block,
               [&](std::size_t begin, std::size_t end) {
                 BitSearch search(adjacency);
                 for (std::size_t node = begin; node < end; ++node) {
                   const auto index = static_cast<Index>(node);
                   const auto k = static_cast<double>(network.degree(index));
                   if (k < 2.0) continue;
                   double sum = 0.0;
                   for (const int neighbour : network.neighbours(index)) {
                     sum += sum_of_inverse_hops(
                         search, static_cast<std::size_t>(neighbour), adjacency.row(node));
                   }
                   result[index] = sum / (k * (k - 1.0));
                 }
               });
  return result;
}

Eigen::VectorXd local_efficiency_weighted(const Network& network, WeightedLocalEfficiency form) {
  const EdgeTerms terms(network, form);
  Eigen::VectorXd result = Eigen::VectorXd::Zero(network.size());
  parallel_for(static_cast<std::size_t>(network.size()),
               node_block,
               [&](std::size_t begin, std::size_t end) {
                 for (std::size_t node = begin; node < end; ++node) {
                   const auto index = static_cast<Index>(node);
                   if (network.degree(index) < 2) continue;
                   result[index] = weighted_efficiency_around(network, terms, form, index);
                 }
               });
  return result;
}

}  // namespace rewire
