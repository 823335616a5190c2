#pragma once

#include <Eigen/Core>
#include <vector>

#include "stages/graph/graph_params.h"
#include "stages/kernels/network/metric_table.h"

namespace rewire {

using Selected = std::vector<const MetricDeclaration*>;

/// The selected metrics of one network, in their order, by kind; nodal ones over its nodes.
struct Measurement {
  std::vector<Eigen::VectorXd> nodal;
  std::vector<double> global;
  std::vector<Eigen::VectorXd> curves;
  // By measure_structures().
  Eigen::VectorXd structures{};
  std::vector<Eigen::VectorXd> path_shares{};
};

/// Global metrics and curves of a network without nodes are NaN and empty.
Measurement measure(const PreparedNetwork& network, const Selected& metrics);

MetricSettings metric_settings(const GraphParams& params);

/// Mean and standard deviation (n - 1) over null networks (at least one), shaped as their
/// measurements are; of a curve, over the networks that reach a step. Values that are NaN in a
/// network are left out there; with fewer than two left, both are NaN.
struct NullSpread {
  Measurement mean;
  Measurement deviation;
};
NullSpread spread_over(const std::vector<Measurement>& nulls);

}  // namespace rewire
