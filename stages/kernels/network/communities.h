#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "stages/kernels/network/quality_graph.h"

namespace rewire {

struct Partition {
  std::vector<int> communities;  ///< per node, from 0 in the order of first appearance
  double quality = 0.0;          ///< Q; NaN without links
};

enum class CommunityMethod {
  leiden,   ///< Traag et al. 2019 (doi:10.1038/s41598-019-41695-z)
  louvain,  ///< Blondel et al. 2008 (doi:10.1088/1742-5468/2008/10/P10008)
};

struct CommunityOptions {
  CommunityMethod method = CommunityMethod::leiden;
  std::uint64_t seed = 1;
  std::int64_t restarts = 20;  ///< 1 or more, one random stream each
};

/// What each restart found: the method is repeated from its own result until that gains nothing.
/// Without links every node is a community of its own.
std::vector<Partition> community_runs(const QualityGraph& graph, const CommunityOptions& options);

/// The run of the largest Q (runs within 1e-12 of each other are equal; the first of them). The
/// largest possible Q can be higher: the methods are heuristics.
Partition best_partition(const QualityGraph& graph, const CommunityOptions& options);

/// Consensus over `runs` (Lancichinetti & Fortunato 2012, doi:10.1038/srep00336): the share of runs
/// in which two nodes are together, where above 0.5, is a network that is searched again with as
/// many restarts (modularity of resolution 1), until all agree. Ties break as for best_partition()
/// when they still do not after 50 rounds. Its `quality` is that on `graph`.
Partition consensus_partition(const QualityGraph& graph,
                              const std::vector<Partition>& runs,
                              const CommunityOptions& options);

/// nodes x nodes: the share of partitions in which two nodes are together; 1 on the diagonal
/// (module allegiance; the toolbox's agreement over its number of partitions).
Eigen::MatrixXd agreement(std::span<const std::vector<int>> partitions);

}  // namespace rewire
