#include "stages/kernels/network/edge_length.h"

#include <cmath>
#include <limits>

#include "stages/core/error.h"
#include "stages/core/number_text.h"

namespace rewire {

double edge_length(double weight, LengthRule rule) {
  switch (rule) {
    case LengthRule::one_minus:
      return 1.0 - weight;
    case LengthRule::minus_log:
      return -std::log(weight);
    default:
      return 1.0 / weight;
  }
}

void require_lengths(const Network& network, LengthRule rule) {
  if (rule == LengthRule::inverse || network.edge_count() == 0) return;
  const double largest = network.weights().maxCoeff();
  if (edge_length(largest, rule) > 0.0) return;
  throw InputError(Problem{"a weight of " + format_number(largest),
                           "weights below 1 for lengths of 1 - w and -log w",
                           "edge lengths",
                           "take lengths of 1/w, or a matrix of correlations"});
}

Eigen::MatrixXd edge_lengths(const Network& network, LengthRule rule) {
  require_lengths(network, rule);
  Eigen::MatrixXd lengths = Eigen::MatrixXd::Constant(
      network.size(), network.size(), std::numeric_limits<double>::infinity());
  for (Eigen::Index j = 0; j < network.size(); ++j) {
    lengths(j, j) = 0.0;
    for (std::size_t k = 0; k < network.degree(j); ++k) {
      lengths(network.neighbours(j)[k], j) = edge_length(network.neighbour_weights(j)[k], rule);
    }
  }
  return lengths;
}

}  // namespace rewire
