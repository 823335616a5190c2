#include "stages/kernels/network/edge_order.h"

#include <tuple>

#include "stages/core/error.h"

namespace rewire {
namespace {

void require(bool holds, const char* found, const char* expected) {
  if (holds) return;
  throw InputError(Problem{found, expected, "weights", "leave out undefined regions first"});
}

}  // namespace

bool stronger(const WeightedEdge& a, const WeightedEdge& b) {
  return std::tie(b.weight, a.i, a.j) < std::tie(a.weight, b.i, b.j);
}

std::vector<WeightedEdge> positive_edges(const Eigen::Ref<const Eigen::MatrixXd>& matrix) {
  require(matrix.rows() == matrix.cols(), "a matrix that is not square", "a square matrix");
  std::vector<WeightedEdge> edges;
  for (Eigen::Index j = 1; j < matrix.cols(); ++j) {
    for (Eigen::Index i = 0; i < j; ++i) {
      require(std::isfinite(matrix(i, j)), "a weight that is not finite", "finite weights");
      if (matrix(i, j) > 0.0) edges.push_back({matrix(i, j), i, j});
    }
  }
  return edges;
}

Eigen::MatrixXd weights_of(const std::vector<WeightedEdge>& edges, Eigen::Index nodes) {
  Eigen::MatrixXd weights = Eigen::MatrixXd::Zero(nodes, nodes);
  for (const WeightedEdge& edge : edges) {
    weights(edge.i, edge.j) = edge.weight;
    weights(edge.j, edge.i) = edge.weight;
  }
  return weights;
}

}  // namespace rewire
