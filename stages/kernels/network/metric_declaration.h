#pragma once

#include <Eigen/Core>
#include <string_view>
#include <variant>

#include "stages/core/stage.h"
#include "stages/kernels/network/prepared_network.h"

namespace rewire {

/// One value per node.
using NodalFunction = Eigen::VectorXd (*)(const PreparedNetwork&);
/// One value per network, which has at least one node.
using GlobalFunction = double (*)(const PreparedNetwork&);
/// One value per level, counted from 1.
struct CurveFunction {
  std::string_view level;  ///< what is counted: "degree"
  Eigen::VectorXd (*values)(const PreparedNetwork&);
};

/// What a metric reads of the edges. All are undirected.
enum class EdgeUse { binary, weighted, signed_weights };

/// When a metric is part of a run that does not name it.
enum class Selection {
  standard,  ///< always
  on_request,
  /// Always where the atlas names the regions' networks.
  with_systems,
};

/// Which null networks say what chance gives of a metric.
enum class NullUse {
  all,
  /// It reads all pairs, whatever the edges: only those that are made as whole matrices.
  whole_matrices,
  none,  ///< it is measured against random networks of its own
};

/// The one declaration of a metric: what is printed of it and what computes it.
struct MetricDeclaration {
  std::string_view name;
  std::string_view symbol;
  std::string_view group;
  std::string_view definition;  ///< sentence with the equation
  Paper paper;
  EdgeUse edges = EdgeUse::weighted;
  Selection selection = Selection::on_request;
  std::string_view range;
  std::string_view edge_rules;  ///< isolated nodes, nodes with one neighbour, separate components
  /// The toolbox's function, digit by digit the same where nothing else is said; then how other
  /// tools differ.
  std::string_view elsewhere;
  std::variant<NodalFunction, GlobalFunction, CurveFunction> compute;
  NullUse nulls = NullUse::all;

  bool is_nodal() const { return std::holds_alternative<NodalFunction>(compute); }
  bool is_global() const { return std::holds_alternative<GlobalFunction>(compute); }
  bool is_curve() const { return std::holds_alternative<CurveFunction>(compute); }
};

}  // namespace rewire
