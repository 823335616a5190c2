#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/data/graph_metrics.h"
#include "stages/graph/graph_params.h"
#include "stages/kernels/network/threshold.h"

namespace rewire {

/// What the graphs of one scan are cut by.
LevelKind level_kind(const GraphParams& params);
Eigen::VectorXd graph_levels(const GraphParams& params);

/// How edges were chosen and what became of negative weights, in a sentence.
std::string describe_edges(const GraphParams& params);

/// The graph of `matrix` (symmetric, finite; the diagonal is ignored) at `level`. With negative
/// weights kept, edges compete by size and keep their sign.
Thresholded build_graph(const Eigen::Ref<const Eigen::MatrixXd>& matrix,
                        double level,
                        const GraphParams& params);

}  // namespace rewire
