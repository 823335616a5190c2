#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "stages/kernels/network/network.h"

namespace rewire {

/// Newman & Girvan 2004 (doi:10.1103/PhysRevE.69.026113, eq. 5) for weights, with the resolution of
/// Reichardt & Bornholdt 2006 (doi:10.1103/PhysRevE.74.016110):
///   Q = sum over communities of [ inside / (2m) - resolution (strength / (2m))^2 ],
/// `inside` being twice the weight of the edges within a community, `strength` the summed strength
/// of its nodes and 2m that of all nodes. NaN without edges. `communities`: a number of 0 or more
/// per node.
double modularity(const Network& network, std::span<const int> communities, double resolution);

struct Partition {
  std::vector<int> communities;  ///< per node, from 0 in the order of first appearance
  double modularity = 0.0;       ///< NaN without edges
};

struct LouvainOptions {
  std::uint64_t seed = 1;
  std::int64_t restarts = 20;  ///< 1 or more
  double resolution = 1.0;     ///< above 0; more gives smaller communities
};

/// The partition with the largest modularity that `restarts` runs of the Louvain method (Blondel et
/// al. 2008, doi:10.1088/1742-5468/2008/10/P10008) found. Each run visits the nodes in its own
/// random order, and is repeated from its own result until that gains nothing. The largest possible
/// modularity can be higher: the method is a heuristic. Runs within 1e-12 of each other are equal;
/// the first of them is taken. Without edges every node is a community of its own.
Partition louvain(const Network& network, const LouvainOptions& options);

}  // namespace rewire
