#include "stages/kernels/network/distance_metrics.h"

#include "stages/core/not_a_number.h"

namespace rewire {
namespace {

using Eigen::Index;

/// What a node reaches.
struct Reach {
  Index nodes = 0;
  double sum = 0.0;
  double furthest = 0.0;
};

Reach reach_of(const Eigen::Ref<const Eigen::MatrixXd>& distances, Index node) {
  Reach reach;
  for (Index i = 0; i < distances.rows(); ++i) {
    if (i == node || !std::isfinite(distances(i, node))) continue;
    ++reach.nodes;
    reach.sum += distances(i, node);
    reach.furthest = std::max(reach.furthest, distances(i, node));
  }
  return reach;
}

}  // namespace

double characteristic_path_length(const Eigen::Ref<const Eigen::MatrixXd>& distances) {
  double sum = 0.0;
  Index pairs = 0;
  for (Index j = 0; j < distances.cols(); ++j) {
    const Reach reach = reach_of(distances, j);
    sum += reach.sum;
    pairs += reach.nodes;
  }
  return pairs > 0 ? sum / static_cast<double>(pairs) : nan;
}

Eigen::VectorXd nodal_efficiency(const Eigen::Ref<const Eigen::MatrixXd>& distances) {
  const Index nodes = distances.rows();
  if (nodes < 2) return Eigen::VectorXd::Zero(nodes);
  Eigen::MatrixXd inverse = distances.cwiseInverse();
  inverse.diagonal().setZero();
  return inverse.colwise().sum().transpose() / static_cast<double>(nodes - 1);
}

double global_efficiency(const Eigen::Ref<const Eigen::MatrixXd>& distances) {
  return distances.rows() < 2 ? 0.0 : nodal_efficiency(distances).mean();
}

Eigen::VectorXd closeness(const Eigen::Ref<const Eigen::MatrixXd>& distances) {
  Eigen::VectorXd result = Eigen::VectorXd::Zero(distances.rows());
  for (Index i = 0; i < distances.rows(); ++i) {
    const Reach reach = reach_of(distances, i);
    if (reach.nodes == 0) continue;
    const auto reached = static_cast<double>(reach.nodes);
    result[i] = reached / static_cast<double>(distances.rows() - 1) * (reached / reach.sum);
  }
  return result;
}

Eigen::VectorXd eccentricity(const Eigen::Ref<const Eigen::MatrixXd>& distances) {
  Eigen::VectorXd result(distances.rows());
  for (Index i = 0; i < distances.rows(); ++i) {
    const Reach reach = reach_of(distances, i);
    result[i] = reach.nodes > 0 ? reach.furthest : nan;
  }
  return result;
}

double radius(const Eigen::Ref<const Eigen::MatrixXd>& distances) {
  double smallest = nan;
  for (const double value : eccentricity(distances)) {
    if (!(value >= smallest)) smallest = std::isnan(value) ? smallest : value;
  }
  return smallest;
}

double diameter(const Eigen::Ref<const Eigen::MatrixXd>& distances) {
  double largest = nan;
  for (const double value : eccentricity(distances)) {
    if (!(value <= largest)) largest = std::isnan(value) ? largest : value;
  }
  return largest;
}

}  // namespace rewire
