#include "stages/kernels/network/disparity.h"

#include <vector>

#include "stages/kernels/network/edge_order.h"

namespace rewire {

Thresholded disparity_filter(const Eigen::Ref<const Eigen::MatrixXd>& matrix, double significance) {
  const Eigen::Index nodes = matrix.rows();
  std::vector<WeightedEdge> edges = positive_edges(matrix);
  Eigen::VectorXd strength = Eigen::VectorXd::Zero(nodes);
  Eigen::VectorXd degree = Eigen::VectorXd::Zero(nodes);
  for (const WeightedEdge& edge : edges) {
    for (const Eigen::Index node : {edge.i, edge.j}) {
      strength[node] += edge.weight;
      degree[node] += 1.0;
    }
  }
  const auto stands_out = [&](const WeightedEdge& edge, Eigen::Index node) {
    const double share = edge.weight / strength[node];
    return degree[node] > 1.0 && std::pow(1.0 - share, degree[node] - 1.0) < significance;
  };
  std::erase_if(edges, [&](const WeightedEdge& edge) {
    return !stands_out(edge, edge.i) && !stands_out(edge, edge.j);
  });
  const double pairs = nodes < 2 ? 0.0 : static_cast<double>(nodes * (nodes - 1) / 2);
  return {.weights = weights_of(edges, nodes),
          .requested_edges = edges.size(),
          .kept_edges = edges.size(),
          .reached_density = pairs > 0.0 ? static_cast<double>(edges.size()) / pairs : 0.0};
}

}  // namespace rewire
