#include "stages/graph/graph_building.h"

#include "stages/kernels/network/disparity.h"
#include "stages/kernels/network/spanning_tree.h"

namespace rewire {
namespace {

Thresholded choose_edges(const Eigen::Ref<const Eigen::MatrixXd>& matrix,
                         double level,
                         EdgeChoice choice) {
  switch (choice) {
    case EdgeChoice::absolute:
      return absolute_threshold(matrix, level);
    case EdgeChoice::spanning_tree:
      return spanning_tree_threshold(matrix, level);
    case EdgeChoice::disparity:
      return disparity_filter(matrix, level);
    case EdgeChoice::orthogonal_trees:
      return orthogonal_spanning_trees(matrix);
    case EdgeChoice::all:
      return absolute_threshold(matrix, 0.0);
    default:
      return proportional_threshold(matrix, level);
  }
}

std::string edges_in_words(EdgeChoice choice) {
  switch (choice) {
    case EdgeChoice::absolute:
      return "weights of at least each threshold";
    case EdgeChoice::spanning_tree:
      return "maximum spanning tree, then the strongest up to each density";
    case EdgeChoice::disparity:
      return "disparity filter at each significance";
    case EdgeChoice::orthogonal_trees:
      return "orthogonal spanning trees of the largest global cost efficiency";
    case EdgeChoice::all:
      return "every weight";
    default:
      return "the strongest up to each density";
  }
}

}  // namespace

LevelKind level_kind(const GraphParams& params) {
  switch (params.edges) {
    case EdgeChoice::absolute:
      return LevelKind::threshold;
    case EdgeChoice::disparity:
      return LevelKind::significance;
    case EdgeChoice::orthogonal_trees:
    case EdgeChoice::all:
      return LevelKind::whole;
    default:
      return LevelKind::density;
  }
}

Eigen::VectorXd graph_levels(const GraphParams& params) {
  const auto copy = [](const std::vector<double>& levels) -> Eigen::VectorXd {
    return Eigen::Map<const Eigen::VectorXd>(levels.data(),
                                             static_cast<Eigen::Index>(levels.size()));
  };
  switch (level_kind(params)) {
    case LevelKind::threshold:
      return copy(params.thresholds);
    case LevelKind::significance:
      return copy(params.significances);
    case LevelKind::whole:
      return Eigen::VectorXd::Zero(1);
    default:
      return copy(params.densities);
  }
}

std::string describe_edges(const GraphParams& params) {
  const std::string edges = edges_in_words(params.edges);
  switch (params.negative_weights) {
    case NegativeWeights::absolute:
      return edges + "; negative weights taken as their size";
    case NegativeWeights::keep:
      return edges +
             ", by size; negative weights kept: signed metrics use both signs, all others the "
             "positive edges only";
    default:
      return edges + "; negative weights dropped";
  }
}

Thresholded build_graph(const Eigen::Ref<const Eigen::MatrixXd>& matrix,
                        double level,
                        const GraphParams& params) {
  if (params.negative_weights == NegativeWeights::drop) {
    return choose_edges(matrix, level, params.edges);
  }
  Thresholded built = choose_edges(matrix.cwiseAbs(), level, params.edges);
  if (params.negative_weights == NegativeWeights::keep) {
    built.weights = (built.weights.array() != 0.0).select(matrix, 0.0);
    // Both triangles are read from the one that edges are chosen by.
    built.weights.triangularView<Eigen::StrictlyLower>() = built.weights.transpose();
    built.weights.diagonal().setZero();
  }
  return built;
}

}  // namespace rewire
