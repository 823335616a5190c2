#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <string>

#include "stages/graph/graph_params.h"

namespace rewire {

/// What null networks of one scan are made from.
struct NullSource {
  const Eigen::MatrixXd& matrix;            ///< of all pairs, before any edge was dropped
  bool is_fisher_z = false;                 ///< the matrix holds Fisher z, not r
  const Eigen::MatrixXd* series = nullptr;  ///< volumes x regions of the matrix, kept ones only
};

/// The weights of null network `number` of the graph `weights` at `level`: from one random stream,
/// the same at every level.
Eigen::MatrixXd null_network(const NullSource& source,
                             const Eigen::MatrixXd& weights,
                             double level,
                             const GraphParams& params,
                             std::int64_t number);

/// The model in words, with its paper.
std::string describe_nulls(const GraphParams& params);

}  // namespace rewire
