#include "stages/kernels/network/threshold.h"

#include <string>
#include <tuple>

#include "stages/core/error.h"
#include "stages/core/number_text.h"

namespace rewire {
namespace {

struct Edge {
  double weight;
  Eigen::Index i;
  Eigen::Index j;
};

bool stronger(const Edge& a, const Edge& b) {
  return std::tie(b.weight, a.i, a.j) < std::tie(a.weight, b.i, b.j);
}

void require(bool holds, std::string found, std::string expected) {
  if (holds) return;
  throw InputError(Problem{std::move(found),
                           std::move(expected),
                           "proportional threshold",
                           "leave out undefined regions first"});
}

std::vector<Edge> positive_edges(const Eigen::Ref<const Eigen::MatrixXd>& matrix) {
  std::vector<Edge> edges;
  for (Eigen::Index j = 1; j < matrix.cols(); ++j) {
    for (Eigen::Index i = 0; i < j; ++i) {
      require(std::isfinite(matrix(i, j)), "a weight that is not finite", "finite weights");
      if (matrix(i, j) > 0.0) edges.push_back({matrix(i, j), i, j});
    }
  }
  return edges;
}

}  // namespace

Thresholded proportional_threshold(const Eigen::Ref<const Eigen::MatrixXd>& matrix,
                                   double density) {
  require(matrix.rows() == matrix.cols(), "a matrix that is not square", "a square matrix");
  require(density >= 0.0 && density <= 1.0, "density " + format_number(density), "0 to 1");
  const Eigen::Index nodes = matrix.rows();
  const auto pairs = static_cast<double>(nodes * (nodes - 1) / 2);
  std::vector<Edge> edges = positive_edges(matrix);

  Thresholded result;
  result.requested_edges = static_cast<std::size_t>(std::floor(density * pairs + 0.5));
  result.kept_edges = std::min(result.requested_edges, edges.size());
  result.reached_density = pairs > 0.0 ? static_cast<double>(result.kept_edges) / pairs : 0.0;
  const auto end = edges.begin() + static_cast<std::ptrdiff_t>(result.kept_edges);
  std::nth_element(edges.begin(), end, edges.end(), stronger);
  result.weights = Eigen::MatrixXd::Zero(nodes, nodes);
  for (auto edge = edges.begin(); edge != end; ++edge) {
    result.weights(edge->i, edge->j) = edge->weight;
    result.weights(edge->j, edge->i) = edge->weight;
  }
  return result;
}

}  // namespace rewire
