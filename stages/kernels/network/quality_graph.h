#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <vector>

#include "stages/kernels/network/network.h"

namespace rewire {

/// What partitions are scored on: links inside communities less what chance puts there,
///   Q = sum over i, j of one community of link_ij
///       - sum over terms t and communities c of coefficient_t (sum over i in c of share_ti)^2.
/// Every modularity is of this form, with its own links, terms and shares.
struct QualityGraph {
  struct Link {
    int node = 0;
    double weight = 0.0;
  };
  std::vector<std::size_t> offsets;  ///< where each node's links begin; one more at the end
  std::vector<Link> links;           ///< to other nodes, in both directions; may be negative
  std::vector<double> inside;        ///< per node, the links that it has within itself, both ways
  Eigen::MatrixXd shares;            ///< terms x nodes
  Eigen::VectorXd coefficients;      ///< per term

  std::size_t size() const { return offsets.empty() ? 0 : offsets.size() - 1; }
  std::span<const Link> links_of(std::size_t node) const {
    return std::span<const Link>(links).subspan(offsets[node], offsets[node + 1] - offsets[node]);
  }
};

/// From links (symmetric, 0: none; the diagonal is ignored), terms x nodes shares and coefficients.
QualityGraph quality_graph(const Eigen::Ref<const Eigen::MatrixXd>& links,
                           Eigen::MatrixXd shares,
                           Eigen::VectorXd coefficients);

/// Q. `communities`: a number of 0 or more, below the number of nodes, per node.
double quality(const QualityGraph& graph, std::span<const int> communities);

/// Numbers communities from 0 in the order of first appearance; returns how many there are.
int number_communities(std::vector<int>& communities);

/// The graph whose nodes are the `count` communities, numbered from 0: equal partitions have equal
/// Q on both.
QualityGraph merge(const QualityGraph& graph, std::span<const int> communities, int count);

}  // namespace rewire
