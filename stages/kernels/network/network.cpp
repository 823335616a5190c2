#include "stages/kernels/network/network.h"

#include <string>

#include "stages/core/error.h"

namespace rewire {
namespace {

Problem bad_weight(Eigen::Index i, Eigen::Index j, const std::string& found) {
  return {found,
          "finite, symmetric weights of 0 or more",
          "network weights, row " + std::to_string(i + 1) + ", column " + std::to_string(j + 1),
          "threshold the matrix and leave out undefined regions first"};
}

void require_weights(const Eigen::Ref<const Eigen::MatrixXd>& weights) {
  if (weights.rows() != weights.cols()) {
    throw InputError(Problem{
        std::to_string(weights.rows()) + " rows and " + std::to_string(weights.cols()) + " columns",
        "a square matrix",
        "network weights",
        "give one row and one column per node"});
  }
  for (Eigen::Index j = 0; j < weights.cols(); ++j) {
    for (Eigen::Index i = 0; i < j; ++i) {
      const double weight = weights(i, j);
      if (!std::isfinite(weight)) throw InputError(bad_weight(i, j, "a weight that is not finite"));
      if (weight < 0.0) throw InputError(bad_weight(i, j, "a negative weight"));
      if (weight != weights(j, i)) throw InputError(bad_weight(i, j, "an asymmetric weight"));
    }
  }
}

}  // namespace

Network::Network(const Eigen::Ref<const Eigen::MatrixXd>& weights) {
  require_weights(weights);
  weights_ = weights;
  weights_.diagonal().setZero();
  offsets_.reserve(static_cast<std::size_t>(size()) + 1);
  offsets_.push_back(0);
  for (Eigen::Index j = 0; j < size(); ++j) {
    for (Eigen::Index i = 0; i < size(); ++i) {
      if (weights_(i, j) > 0.0) {
        neighbours_.push_back(static_cast<int>(i));
        neighbour_weights_.push_back(weights_(i, j));
      }
    }
    offsets_.push_back(neighbours_.size());
  }
}

double Network::density() const {
  if (size() < 2) return 0.0;
  return 2.0 * static_cast<double>(edge_count()) / static_cast<double>(size() * (size() - 1));
}

Network binary(const Network& network) {
  return Network((network.weights().array() > 0.0).cast<double>().matrix());
}

}  // namespace rewire
