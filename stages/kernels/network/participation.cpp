#include "stages/kernels/network/participation.h"

#include <algorithm>
#include <vector>

namespace rewire {
namespace {

/// Nodes x communities.
Eigen::MatrixXd strength_towards(const Network& network, std::span<const int> communities) {
  const int count =
      communities.empty() ? 0 : *std::max_element(communities.begin(), communities.end()) + 1;
  Eigen::MatrixXd result = Eigen::MatrixXd::Zero(network.size(), count);
  for (Eigen::Index i = 0; i < network.size(); ++i) {
    for (std::size_t k = 0; k < network.degree(i); ++k) {
      const auto neighbour = static_cast<std::size_t>(network.neighbours(i)[k]);
      result(i, communities[neighbour]) += network.neighbour_weights(i)[k];
    }
  }
  return result;
}

}  // namespace

Eigen::VectorXd participation(const Network& network, std::span<const int> communities) {
  const Eigen::MatrixXd towards = strength_towards(network, communities);
  Eigen::VectorXd result = Eigen::VectorXd::Zero(network.size());
  for (Eigen::Index i = 0; i < network.size(); ++i) {
    if (network.degree(i) == 0) continue;
    result[i] = 1.0 - (towards.row(i) / towards.row(i).sum()).squaredNorm();
  }
  return result;
}

Eigen::VectorXd within_module_z(const Network& network, std::span<const int> communities) {
  const Eigen::MatrixXd towards = strength_towards(network, communities);
  Eigen::VectorXd result = Eigen::VectorXd::Zero(network.size());
  for (Eigen::Index c = 0; c < towards.cols(); ++c) {
    std::vector<Eigen::Index> members;
    for (Eigen::Index i = 0; i < network.size(); ++i) {
      if (communities[static_cast<std::size_t>(i)] == c) members.push_back(i);
    }
    if (members.empty()) continue;
    const Eigen::VectorXd own = towards.col(c)(members);
    const Eigen::VectorXd centred = own.array() - own.mean();
    const double deviation = std::sqrt(centred.squaredNorm() / static_cast<double>(members.size()));
    if (deviation <= 1e-12 * own.cwiseAbs().maxCoeff()) continue;
    result(members) = centred / deviation;
  }
  return result;
}

}  // namespace rewire
