#include "stages/kernels/network/spectral_centrality.h"

#include "stages/core/not_a_number.h"
#include "stages/kernels/linalg/symmetric_eigen.h"
#include "stages/kernels/network/components.h"
#include "stages/kernels/network/degree.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr double equal_eigenvalues = 1e-10;

}  // namespace

Eigen::VectorXd eigenvector_centrality(const Network& network) {
  const Index nodes = network.size();
  if (network.edge_count() == 0) return Eigen::VectorXd::Constant(nodes, nan);
  const SymmetricEigen eigen = symmetric_eigen(network.weights());
  const double largest = eigen.values[nodes - 1];
  if (largest - eigen.values[nodes - 2] <= equal_eigenvalues * largest) {
    return Eigen::VectorXd::Constant(nodes, nan);
  }
  return eigen.vectors.col(nodes - 1).cwiseAbs();
}

Eigen::VectorXd subgraph_centrality(const Network& network) {
  const SymmetricEigen eigen =
      symmetric_eigen((network.weights().array() > 0.0).cast<double>().matrix());
  return eigen.vectors.cwiseAbs2() * eigen.values.array().exp().matrix();
}

Eigen::VectorXd pagerank(const Network& network, double damping) {
  const Index nodes = network.size();
  if (nodes == 0) return {};
  // With S the strengths, x = S y turns (I - d W / S) x = 1 into a symmetric system. Jumps from
  // isolated nodes change every entry by one factor, which the last line takes out.
  Eigen::VectorXd strengths = strength(network);
  for (double& value : strengths) value = value > 0.0 ? value : 1.0;
  Eigen::MatrixXd matrix = -damping * network.weights();
  matrix.diagonal() += strengths;
  const Eigen::VectorXd rank =
      solve_positive_definite(matrix, Eigen::VectorXd::Ones(nodes)).cwiseProduct(strengths);
  return rank / rank.sum();
}

double synchronisability(const Network& network) {
  if (network.edge_count() == 0) return nan;
  if (component_count(network) > 1) return 0.0;
  Eigen::MatrixXd laplacian = -network.weights();
  laplacian.diagonal() = strength(network);
  const Eigen::VectorXd values = symmetric_eigenvalues(laplacian);
  return values[1] / values[values.size() - 1];
}

}  // namespace rewire
