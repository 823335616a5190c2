#pragma once

#include <cstdint>
#include <vector>

#include "stages/core/random.h"
#include "stages/kernels/network/quality_graph.h"

namespace rewire {

/// A change of Q that rounding cannot tell from none.
inline constexpr double negligible_quality = 1e-12;

/// What each community of a partition holds, kept up to date while nodes move.
class CommunityLedger {
 public:
  /// `communities`: per node, below the number of nodes; changed in place by place().
  CommunityLedger(const QualityGraph& graph, std::vector<int>& communities);

  /// Takes a node out of its community; it belongs to none until placed.
  void lift(std::size_t node);
  void place(std::size_t node, int community);

  /// The communities that a lifted node has links to, and an empty one; with each, half the gain in
  /// Q when it joins.
  struct Option {
    int community = 0;
    double gain = 0.0;
  };
  const std::vector<Option>& options(std::size_t node);
  /// Half the gain in Q when the lifted node joins `community`, with links of `joint` to it.
  double gain(std::size_t node, int community, double joint) const;

  int community(std::size_t node) const { return communities_[node]; }
  int node_count(int community) const { return counts_[static_cast<std::size_t>(community)]; }

 private:
  const QualityGraph& graph_;
  std::vector<int>& communities_;
  Eigen::MatrixXd shares_;  ///< terms x communities
  std::vector<int> counts_;
  std::vector<int> empty_;  ///< communities without nodes (and some that have got one since)
  std::vector<double> joint_;
  std::vector<std::uint8_t> is_near_;
  std::vector<int> near_;
  std::vector<Option> options_;
};

/// Moves nodes to the community that gains most, in random order and again where a neighbour has
/// moved, until no single move gains. True when any node moved.
bool move_nodes(const QualityGraph& graph, RandomStream& random, std::vector<int>& communities);

/// Leiden's refinement (Traag et al. 2019, doi:10.1038/s41598-019-41695-z): splits every community
/// into parts that hold together, by joining single nodes, each to a part chosen at random among
/// those that lose no Q, the more so the more it gains.
std::vector<int> refine(const QualityGraph& graph,
                        const std::vector<int>& communities,
                        RandomStream& random);

}  // namespace rewire
