#include "stages/kernels/network/participation.h"

#include <algorithm>
#include <vector>

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;
using Eigen::VectorXd;

/// Nodes x communities.
MatrixXd strength_towards(const Eigen::Ref<const MatrixXd>& weights,
                          std::span<const int> communities) {
  const int count =
      communities.empty() ? 0 : *std::max_element(communities.begin(), communities.end()) + 1;
  MatrixXd result = MatrixXd::Zero(weights.rows(), count);
  for (Index j = 0; j < weights.cols(); ++j) {
    result.col(communities[static_cast<std::size_t>(j)]) += weights.col(j);
  }
  return result;
}

std::vector<Index> members_of(Index community, std::span<const int> communities) {
  std::vector<Index> members;
  for (std::size_t i = 0; i < communities.size(); ++i) {
    if (communities[i] == community) members.push_back(static_cast<Index>(i));
  }
  return members;
}

}  // namespace

VectorXd participation(const Eigen::Ref<const MatrixXd>& weights,
                       std::span<const int> communities) {
  const MatrixXd towards = strength_towards(weights, communities);
  VectorXd result = VectorXd::Zero(weights.rows());
  for (Index i = 0; i < weights.rows(); ++i) {
    const double strength = towards.row(i).sum();
    if (strength > 0.0) result[i] = 1.0 - (towards.row(i) / strength).squaredNorm();
  }
  return result;
}

VectorXd within_module_z(const Eigen::Ref<const MatrixXd>& weights,
                         std::span<const int> communities) {
  const MatrixXd towards = strength_towards(weights, communities);
  VectorXd result = VectorXd::Zero(weights.rows());
  for (Index c = 0; c < towards.cols(); ++c) {
    const std::vector<Index> members = members_of(c, communities);
    if (members.empty()) continue;
    const VectorXd own = towards.col(c)(members);
    const VectorXd centred = own.array() - own.mean();
    const double deviation = std::sqrt(centred.squaredNorm() / static_cast<double>(members.size()));
    if (deviation <= 1e-12 * own.cwiseAbs().maxCoeff()) continue;
    result(members) = centred / deviation;
  }
  return result;
}

VectorXd diversity(const Eigen::Ref<const MatrixXd>& weights, std::span<const int> communities) {
  const MatrixXd towards = strength_towards(weights, communities);
  VectorXd result = VectorXd::Zero(weights.rows());
  Index count = 0;
  for (Index c = 0; c < towards.cols(); ++c) count += members_of(c, communities).empty() ? 0 : 1;
  if (count < 2) return result;
  for (Index i = 0; i < weights.rows(); ++i) {
    const double strength = towards.row(i).sum();
    if (!(strength > 0.0)) continue;
    for (const double value : towards.row(i)) {
      const double share = value / strength;
      if (share > 0.0) result[i] -= share * std::log(share);
    }
    result[i] /= std::log(static_cast<double>(count));
  }
  return result;
}

VectorXd gateway(const Eigen::Ref<const MatrixXd>& weights, std::span<const int> communities) {
  const MatrixXd towards = strength_towards(weights, communities);
  // What each community sends to each: rows are senders.
  MatrixXd sent = MatrixXd::Zero(towards.cols(), towards.cols());
  for (Index i = 0; i < weights.rows(); ++i) {
    sent.row(communities[static_cast<std::size_t>(i)]) += towards.row(i);
  }
  const VectorXd community_strength = sent.rowwise().sum();
  VectorXd result = VectorXd::Zero(weights.rows());
  for (Index i = 0; i < weights.rows(); ++i) {
    const double strength = towards.row(i).sum();
    if (!(strength > 0.0)) continue;
    const Index own = communities[static_cast<std::size_t>(i)];
    double kappa = 0.0;
    for (Index c = 0; c < towards.cols(); ++c) {
      if (sent(own, c) > 0.0) kappa += towards(i, c) / sent(own, c);
    }
    const double open = 1.0 - kappa * community_strength[own] / community_strength.maxCoeff();
    result[i] = 1.0 - (towards.row(i) / strength).squaredNorm() * open * open;
  }
  return result;
}

}  // namespace rewire
