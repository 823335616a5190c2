#include "stages/kernels/network/degree.h"

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

}  // namespace rewire
