#include "stages/kernels/network/degree.h"

#include <limits>

namespace rewire {

Eigen::VectorXd degree(const Network& network) {
  Eigen::VectorXd result(network.size());
  for (Eigen::Index i = 0; i < network.size(); ++i) {
    result[i] = static_cast<double>(network.degree(i));
  }
  return result;
}

Eigen::VectorXd strength(const Network& network) {
  return network.weights().colwise().sum().transpose();
}

Eigen::VectorXd negative_strength(const Eigen::Ref<const Eigen::MatrixXd>& weights) {
  return (-weights).cwiseMax(0.0).colwise().sum().transpose();
}

Eigen::VectorXd signed_strength(const Eigen::Ref<const Eigen::MatrixXd>& weights) {
  const Eigen::VectorXd positive = weights.cwiseMax(0.0).colwise().sum().transpose();
  const Eigen::VectorXd negative = negative_strength(weights);
  Eigen::VectorXd result = Eigen::VectorXd::Zero(weights.rows());
  for (Eigen::Index i = 0; i < weights.rows(); ++i) {
    const double total = positive[i] + negative[i];
    if (!(total > 0.0)) continue;
    result[i] =
        (positive[i] - negative[i] / total * negative[i]) / static_cast<double>(weights.rows() - 1);
  }
  return result;
}

Eigen::VectorXd mean_connectivity(const Eigen::Ref<const Eigen::MatrixXd>& fisher_z) {
  Eigen::VectorXd result(fisher_z.rows());
  for (Eigen::Index i = 0; i < fisher_z.rows(); ++i) {
    double sum = 0.0;
    int count = 0;
    for (Eigen::Index j = 0; j < fisher_z.rows(); ++j) {
      if (i == j || !std::isfinite(fisher_z(j, i))) continue;
      sum += fisher_z(j, i);
      ++count;
    }
    result[i] = count > 0 ? sum / count : std::numeric_limits<double>::quiet_NaN();
  }
  return result;
}

Eigen::MatrixXd part_of_sign(const Eigen::Ref<const Eigen::MatrixXd>& values, double sign) {
  return values.unaryExpr([sign](double value) { return value * sign < 0.0 ? 0.0 : value; });
}

}  // namespace rewire
