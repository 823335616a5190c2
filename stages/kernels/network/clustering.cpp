#include "stages/kernels/network/clustering.h"

#include <bit>

#include "stages/kernels/network/adjacency_bits.h"

namespace rewire {
namespace {

/// k (k - 1), twice the number of pairs of neighbours.
double ordered_pairs(const Network& network, Eigen::Index node) {
  const auto k = static_cast<double>(network.degree(node));
  return k * (k - 1.0);
}

/// Per node, twice the number of its triangles.
Eigen::VectorXd ordered_triangles(const Network& network) {
  const AdjacencyBits adjacency(network);
  Eigen::VectorXd result(network.size());
  for (Eigen::Index i = 0; i < network.size(); ++i) {
    const auto own = adjacency.row(static_cast<std::size_t>(i));
    int shared = 0;
    for (const int j : network.neighbours(i)) {
      const auto other = adjacency.row(static_cast<std::size_t>(j));
      for (std::size_t k = 0; k < own.size(); ++k) shared += std::popcount(own[k] & other[k]);
    }
    result[i] = shared;
  }
  return result;
}

Eigen::VectorXd per_ordered_pair(const Network& network, Eigen::VectorXd triangles) {
  for (Eigen::Index i = 0; i < network.size(); ++i) {
    const double pairs = ordered_pairs(network, i);
    triangles[i] = pairs > 0.0 ? triangles[i] / pairs : 0.0;
  }
  return triangles;
}

}  // namespace

Eigen::VectorXd clustering(const Network& network) {
  return per_ordered_pair(network, ordered_triangles(network));
}

Eigen::VectorXd clustering_weighted(const Network& network) {
  if (network.edge_count() == 0) return Eigen::VectorXd::Zero(network.size());
  const double largest = network.weights().maxCoeff();
  const Eigen::MatrixXd roots =
      (network.weights() / largest).unaryExpr([](double w) { return std::cbrt(w); });
  // diag(R^3): R is symmetric, so each entry is the product of a row of R^2 with that row of R.
  const Eigen::MatrixXd squared = roots * roots;
  return per_ordered_pair(network, squared.cwiseProduct(roots).colwise().sum().transpose().eval());
}

double transitivity(const Network& network) {
  double pairs = 0.0;
  for (Eigen::Index i = 0; i < network.size(); ++i) pairs += ordered_pairs(network, i);
  return pairs > 0.0 ? ordered_triangles(network).sum() / pairs : 0.0;
}

}  // namespace rewire
