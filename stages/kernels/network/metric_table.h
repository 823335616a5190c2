#pragma once

#include <Eigen/Core>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "stages/core/stage.h"
#include "stages/kernels/network/modularity.h"
#include "stages/kernels/network/network.h"

namespace rewire {

/// A network with everything that more than one metric needs.
struct PreparedNetwork {
  Network network;
  Eigen::MatrixXd hops;  ///< hop_distances()
  Partition partition;
  Eigen::VectorXd clustering;        ///< clustering_weighted()
  Eigen::VectorXd local_efficiency;  ///< local_efficiency()
};

PreparedNetwork prepare(Network network, const LouvainOptions& options);

enum class EdgeUse { binary, weighted };

/// One value per node.
using NodalFunction = Eigen::VectorXd (*)(const PreparedNetwork&);
/// One value per network, which has at least one node.
using GlobalFunction = double (*)(const PreparedNetwork&);

/// The one declaration of a metric: what is printed of it and what computes it.
struct MetricDeclaration {
  std::string_view name;
  std::string_view symbol;
  std::string_view definition;  ///< sentence with the equation
  Paper paper;
  EdgeUse edges;
  std::string_view range;
  std::string_view edge_rules;  ///< isolated nodes, nodes with one neighbour, separate components
  std::variant<NodalFunction, GlobalFunction> compute;

  bool is_nodal() const { return std::holds_alternative<NodalFunction>(compute); }
};

/// Nodal metrics first; the order is that of GraphMetrics.
std::span<const MetricDeclaration> metric_table();

/// The table as Markdown, one section per metric.
std::string metric_table_markdown();

}  // namespace rewire
