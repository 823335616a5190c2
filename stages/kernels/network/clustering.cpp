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

/// diag(M^3) of a symmetric matrix: each entry is the product of a row of M^2 with that row of M.
Eigen::VectorXd closed_walks(const Eigen::Ref<const Eigen::MatrixXd>& matrix) {
  const Eigen::MatrixXd squared = matrix * matrix;
  return squared.cwiseProduct(matrix).colwise().sum().transpose();
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

/// Per node, twice the sum over its triangles of the geometric mean of the weights, each divided by
/// the largest of the network.
Eigen::VectorXd triangle_intensities(const Network& network) {
  if (network.edge_count() == 0) return Eigen::VectorXd::Zero(network.size());
  const double largest = network.weights().maxCoeff();
  const Eigen::MatrixXd roots =
      (network.weights() / largest).unaryExpr([](double w) { return w > 0.0 ? std::cbrt(w) : w; });
  return closed_walks(roots);
}

Eigen::VectorXd per_ordered_pair(const Network& network, Eigen::VectorXd triangles) {
  for (Eigen::Index i = 0; i < network.size(); ++i) {
    const double pairs = ordered_pairs(network, i);
    triangles[i] = pairs > 0.0 ? triangles[i] / pairs : 0.0;
  }
  return triangles;
}

double all_ordered_pairs(const Network& network) {
  double pairs = 0.0;
  for (Eigen::Index i = 0; i < network.size(); ++i) pairs += ordered_pairs(network, i);
  return pairs;
}

/// sum over j, h of w_ij w_jh w_hi over sum over j != h of |w_ij w_ih|.
Eigen::VectorXd weighted_closure(const Eigen::Ref<const Eigen::MatrixXd>& weights) {
  Eigen::VectorXd result = closed_walks(weights);
  for (Eigen::Index i = 0; i < weights.rows(); ++i) {
    const double strength = weights.col(i).cwiseAbs().sum();
    const double pairs = strength * strength - weights.col(i).squaredNorm();
    // One neighbour: the difference is rounding.
    const bool is_open = (weights.col(i).array() != 0.0).count() < 2;
    result[i] = is_open ? 0.0 : result[i] / pairs;
  }
  return result;
}

}  // namespace

Eigen::VectorXd clustering(const Network& network) {
  return per_ordered_pair(network, ordered_triangles(network));
}

Eigen::VectorXd clustering_weighted(const Network& network) {
  return per_ordered_pair(network, triangle_intensities(network));
}

Eigen::VectorXd clustering_zhang(const Network& network) {
  return weighted_closure(network.weights());
}

Eigen::VectorXd clustering_signed(const Eigen::Ref<const Eigen::MatrixXd>& weights) {
  Eigen::MatrixXd without_diagonal = weights;
  without_diagonal.diagonal().setZero();
  return weighted_closure(without_diagonal);
}

double transitivity(const Network& network) {
  const double pairs = all_ordered_pairs(network);
  return pairs > 0.0 ? ordered_triangles(network).sum() / pairs : 0.0;
}

double transitivity_weighted(const Network& network) {
  const double pairs = all_ordered_pairs(network);
  return pairs > 0.0 ? triangle_intensities(network).sum() / pairs : 0.0;
}

}  // namespace rewire
