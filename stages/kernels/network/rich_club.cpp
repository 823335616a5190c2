#include <algorithm>
#include <functional>
#include <vector>

#include "stages/core/not_a_number.h"
#include "stages/kernels/network/organisation.h"

namespace rewire {
namespace {

using Eigen::Index;

/// What lies among the nodes of degree k or more, for k = 0 to the largest degree.
struct AmongRich {
  explicit AmongRich(const Network& network) {
    for (Index i = 0; i < network.size(); ++i) largest = std::max(largest, network.degree(i));
    nodes.assign(largest + 1, 0.0);
    edges.assign(largest + 1, 0.0);
    weight.assign(largest + 1, 0.0);
    for (Index i = 0; i < network.size(); ++i) {
      const std::size_t own = network.degree(i);
      nodes[own] += 1.0;
      for (std::size_t k = 0; k < own; ++k) {
        const Index j = network.neighbours(i)[k];
        if (j > i) continue;
        const std::size_t poorer = std::min(own, network.degree(j));
        edges[poorer] += 1.0;
        weight[poorer] += network.neighbour_weights(i)[k];
      }
    }
    for (std::size_t k = largest; k > 0; --k) {
      nodes[k - 1] += nodes[k];
      edges[k - 1] += edges[k];
      weight[k - 1] += weight[k];
    }
  }

  std::size_t largest = 0;
  std::vector<double> nodes;
  std::vector<double> edges;
  std::vector<double> weight;
};

}  // namespace

Eigen::VectorXd rich_club(const Network& network) {
  const AmongRich rich(network);
  Eigen::VectorXd curve = Eigen::VectorXd::Constant(static_cast<Index>(rich.largest), nan);
  for (std::size_t k = 1; k < rich.largest; ++k) {
    const double nodes = rich.nodes[k + 1];
    if (nodes < 2.0) continue;
    curve[static_cast<Index>(k) - 1] = 2.0 * rich.edges[k + 1] / (nodes * (nodes - 1.0));
  }
  return curve;
}

Eigen::VectorXd rich_club_weighted(const Network& network) {
  const AmongRich rich(network);
  std::vector<double> strongest;
  for (Index i = 0; i < network.size(); ++i) {
    for (std::size_t k = 0; k < network.degree(i); ++k) {
      if (network.neighbours(i)[k] < i) strongest.push_back(network.neighbour_weights(i)[k]);
    }
  }
  std::sort(strongest.begin(), strongest.end(), std::greater<>());
  for (std::size_t e = 1; e < strongest.size(); ++e) strongest[e] += strongest[e - 1];
  Eigen::VectorXd curve = Eigen::VectorXd::Constant(static_cast<Index>(rich.largest), nan);
  for (std::size_t k = 1; k <= rich.largest; ++k) {
    const auto edges = static_cast<std::size_t>(rich.edges[k]);
    if (edges == 0 || rich.nodes[k] == rich.nodes[0]) continue;
    curve[static_cast<Index>(k) - 1] = rich.weight[k] / strongest[edges - 1];
  }
  return curve;
}

}  // namespace rewire
