#pragma once

#include <Eigen/Core>
#include <vector>

namespace rewire {

/// An edge between the nodes i < j.
struct WeightedEdge {
  double weight = 0.0;
  Eigen::Index i = 0;
  Eigen::Index j = 0;
};

/// The one order of edges by weight, used wherever edges compete: the larger weight first, equal
/// weights by i, then by j. No two edges are equal in it, so that no result depends on a sort.
bool stronger(const WeightedEdge& a, const WeightedEdge& b);

/// The edges with a weight above 0, column by column of the upper triangle. `matrix` is square and
/// finite above its diagonal; the rest is not read. InputError otherwise.
std::vector<WeightedEdge> positive_edges(const Eigen::Ref<const Eigen::MatrixXd>& matrix);

/// A symmetric nodes x nodes matrix with the weights of `edges`, 0 elsewhere.
Eigen::MatrixXd weights_of(const std::vector<WeightedEdge>& edges, Eigen::Index nodes);

}  // namespace rewire
