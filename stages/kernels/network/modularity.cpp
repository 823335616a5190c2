#include "stages/kernels/network/modularity.h"

#include <limits>

namespace rewire {

QualityGraph modularity_graph(const Network& network, double resolution) {
  const Eigen::RowVectorXd strength = network.weights().colwise().sum();
  const double total = network.edge_count() > 0 ? strength.sum() : 1.0;
  return quality_graph(
      network.weights() / total, strength / total, Eigen::VectorXd::Constant(1, resolution));
}

QualityGraph signed_modularity_graph(const Eigen::Ref<const Eigen::MatrixXd>& weights,
                                     double resolution,
                                     SignedModularity form) {
  Eigen::MatrixXd positive = weights.cwiseMax(0.0);
  Eigen::MatrixXd negative = (-weights).cwiseMax(0.0);
  positive.diagonal().setZero();
  negative.diagonal().setZero();
  const double v_positive = positive.sum();
  const double v_negative = negative.sum();
  const double both = v_positive + v_negative > 0.0 ? v_positive + v_negative : 1.0;
  const double share = form == SignedModularity::asymmetric && v_positive > 0.0 ? v_positive : both;
  Eigen::MatrixXd shares(2, weights.rows());
  shares.row(0) = positive.colwise().sum() / (v_positive > 0.0 ? v_positive : 1.0);
  shares.row(1) = negative.colwise().sum() / (v_negative > 0.0 ? v_negative : 1.0);
  const Eigen::Vector2d coefficients(resolution * v_positive / share,
                                     -resolution * v_negative / both);
  return quality_graph(positive / share - negative / both, std::move(shares), coefficients);
}

double modularity(const Network& network, std::span<const int> communities, double resolution) {
  if (network.edge_count() == 0) return std::numeric_limits<double>::quiet_NaN();
  return quality(modularity_graph(network, resolution), communities);
}

}  // namespace rewire
