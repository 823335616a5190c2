#pragma once

#include <Eigen/Core>
#include <vector>

#include "stages/kernels/network/edge_order.h"
#include "stages/kernels/network/threshold.h"

namespace rewire {

/// The spanning tree of the largest total weight (the minimum spanning tree of the lengths 1/w),
/// one per component, by Kruskal's method; `sorted` is in the order of stronger(), the tree too.
std::vector<WeightedEdge> maximum_spanning_tree(const std::vector<WeightedEdge>& sorted,
                                                Eigen::Index nodes);

/// The maximum spanning tree and then the strongest other edges until `density` is reached
/// (Alexander-Bloch et al. 2010, doi:10.3389/fnsys.2010.00147): the graph is as connected as the
/// positive weights allow at every density. A tree of more edges than that is kept whole. `matrix`
/// and ties as in proportional_threshold().
Thresholded spanning_tree_threshold(const Eigen::Ref<const Eigen::MatrixXd>& matrix,
                                    double density);

/// Orthogonal minimum spanning trees (Dimitriadis et al. 2017, doi:10.3389/fninf.2017.00028): the
/// spanning tree, then the tree of the edges that are left, and so on; kept are as many trees as
/// give the largest global cost efficiency, GCE = E / E_all - cost, where E is the weighted global
/// efficiency (lengths 1/w) of the trees so far, E_all that of all positive weights, and cost their
/// share of the summed weight. The first of equals is taken. `matrix` as above. (The authors' code
/// looks at the first 15 trees only and reads one triangle for E_all.)
Thresholded orthogonal_spanning_trees(const Eigen::Ref<const Eigen::MatrixXd>& matrix);

}  // namespace rewire
