#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>

#include "stages/graph/graph_params.h"
#include "stages/kernels/network/metric_declaration.h"

namespace rewire {

/// What null networks of one scan are made from.
struct NullSource {
  const Eigen::MatrixXd& matrix;            ///< of all pairs, before any edge was dropped
  bool is_fisher_z = false;                 ///< the matrix holds Fisher z, not r
  const Eigen::MatrixXd* series = nullptr;  ///< volumes x regions of the matrix, kept ones only
};

struct NullNetwork {
  Eigen::MatrixXd weights;
  /// Of all pairs, where the network was made as a whole matrix; 0 x 0 where edges were rewired.
  Eigen::MatrixXd fisher_z{};
};

/// Null network `number` of the graph `weights` at `level`: from one random stream, the same at
/// every level.
NullNetwork null_network(const NullSource& source,
                         const Eigen::MatrixXd& weights,
                         double level,
                         const GraphParams& params,
                         std::int64_t number);

/// Why null networks of this model say nothing of `metric`; empty where they do.
std::string without_nulls(const MetricDeclaration& metric, NullModel model);

/// The model in words, with its paper.
std::string describe_nulls(const GraphParams& params);

}  // namespace rewire
