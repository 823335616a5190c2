#include "stages/kernels/network/threshold.h"

#include <algorithm>
#include <functional>
#include <string>
#include <vector>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/kernels/network/edge_order.h"

namespace rewire {
namespace {

double pair_count(Eigen::Index nodes) {
  return nodes < 2 ? 0.0 : static_cast<double>(nodes * (nodes - 1) / 2);
}

}  // namespace

std::size_t edges_at_density(Eigen::Index nodes, double density) {
  if (!(density >= 0.0 && density <= 1.0)) {
    throw InputError(Problem{"density " + format_number(density),
                             "0 to 1",
                             "density of the graph",
                             "give densities as shares of the region pairs"});
  }
  return static_cast<std::size_t>(std::floor(density * pair_count(nodes) + 0.5));
}

Thresholded proportional_threshold(const Eigen::Ref<const Eigen::MatrixXd>& matrix,
                                   double density) {
  std::vector<WeightedEdge> edges = positive_edges(matrix);
  Thresholded result;
  result.requested_edges = edges_at_density(matrix.rows(), density);
  result.kept_edges = std::min(result.requested_edges, edges.size());
  const double pairs = pair_count(matrix.rows());
  result.reached_density = pairs > 0.0 ? static_cast<double>(result.kept_edges) / pairs : 0.0;
  const auto end = edges.begin() + static_cast<std::ptrdiff_t>(result.kept_edges);
  std::nth_element(edges.begin(), end, edges.end(), stronger);
  edges.erase(end, edges.end());
  result.weights = weights_of(edges, matrix.rows());
  return result;
}

Thresholded absolute_threshold(const Eigen::Ref<const Eigen::MatrixXd>& matrix, double threshold) {
  std::vector<WeightedEdge> edges = positive_edges(matrix);
  std::erase_if(edges, [&](const WeightedEdge& edge) { return !(edge.weight >= threshold); });
  const double pairs = pair_count(matrix.rows());
  return {.weights = weights_of(edges, matrix.rows()),
          .requested_edges = edges.size(),
          .kept_edges = edges.size(),
          .reached_density = pairs > 0.0 ? static_cast<double>(edges.size()) / pairs : 0.0};
}

double threshold_for_mean_density(std::span<const Eigen::MatrixXd> matrices, double density) {
  std::vector<double> weights;
  double wanted = 0.0;
  for (const Eigen::MatrixXd& matrix : matrices) {
    edges_at_density(matrix.rows(), density);
    wanted += density * pair_count(matrix.rows());
    for (const WeightedEdge& edge : positive_edges(matrix)) weights.push_back(edge.weight);
  }
  const auto count = static_cast<std::size_t>(std::floor(wanted + 0.5));
  if (count > weights.size() || weights.empty()) return 0.0;
  if (count == 0) return std::nextafter(*std::max_element(weights.begin(), weights.end()), 1e300);
  const auto last = weights.begin() + static_cast<std::ptrdiff_t>(count) - 1;
  std::nth_element(weights.begin(), last, weights.end(), std::greater<>());
  return *last;
}

}  // namespace rewire
