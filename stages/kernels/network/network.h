#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <vector>

namespace rewire {

/// An undirected graph without self-loops. An edge has a weight > 0; weight 0 is no edge. Dense
/// weights for the kernels that are matrix work, neighbour lists for those that walk edges.
class Network {
 public:
  /// `weights`: nodes x nodes, finite, symmetric, not negative; the diagonal is ignored. Throws
  /// InputError otherwise. 0 nodes and no edges are valid.
  explicit Network(const Eigen::Ref<const Eigen::MatrixXd>& weights);

  Eigen::Index size() const { return weights_.rows(); }
  std::size_t edge_count() const { return neighbours_.size() / 2; }
  /// Share of the node pairs that have an edge; 0 with fewer than two nodes.
  double density() const;

  const Eigen::MatrixXd& weights() const { return weights_; }  ///< zero diagonal
  /// Ascending.
  std::span<const int> neighbours(Eigen::Index node) const { return slice(neighbours_, node); }
  /// In the order of neighbours().
  std::span<const double> neighbour_weights(Eigen::Index node) const {
    return slice(neighbour_weights_, node);
  }
  std::size_t degree(Eigen::Index node) const { return neighbours(node).size(); }

 private:
  template <class T>
  std::span<const T> slice(const std::vector<T>& values, Eigen::Index node) const {
    const std::size_t begin = offsets_[static_cast<std::size_t>(node)];
    return std::span<const T>(values).subspan(begin,
                                              offsets_[static_cast<std::size_t>(node) + 1] - begin);
  }

  Eigen::MatrixXd weights_;
  std::vector<std::size_t> offsets_;
  std::vector<int> neighbours_;
  std::vector<double> neighbour_weights_;
};

/// The same edges, each of weight 1.
Network binary(const Network& network);

}  // namespace rewire
