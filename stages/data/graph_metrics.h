#pragma once

#include <Eigen/Core>
#include <string>
#include <string_view>
#include <vector>

#include "stages/data/region_series.h"

namespace rewire {

/// What a graph was cut by, and so what the levels are: shares of the pairs kept as edges, smallest
/// weights kept, significances of the disparity filter, or nothing (one level, 0).
enum class LevelKind { density, threshold, significance, whole };

std::string_view to_text(LevelKind kind);

/// One measure at every level. Null networks: mean and standard deviation (with n - 1), of the same
/// shape as `values`; 0 x 0 where none were made, with the reason in `without_nulls` where other
/// measures of the run have some.
struct NodalMetric {
  std::string name;
  Eigen::MatrixXd values;  ///< regions x levels; NaN for regions outside the graph
  Eigen::VectorXd
      area_under_curve;  ///< per region, trapezoid over the levels divided by their span
  Eigen::MatrixXd null_mean{};
  Eigen::MatrixXd null_deviation{};
  std::string without_nulls{};
};
struct GlobalMetric {
  std::string name;
  Eigen::VectorXd values;         ///< one per level
  double area_under_curve = 0.0;  ///< trapezoid over the levels divided by their span
  Eigen::VectorXd null_mean{};
  Eigen::VectorXd null_deviation{};
  double normalised_area = 0.0;  ///< the same of values / null_mean; 0 without null networks
  std::string without_nulls{};
};
/// One measure at every level as a curve over 1, 2, ... of `step`; the curves may differ in length.
struct GraphCurve {
  std::string name;
  std::string step;  ///< "degree"
  std::vector<Eigen::VectorXd> values;
  std::vector<Eigen::VectorXd>
      null_mean{};  ///< as long as the values; over the nulls that get there
  std::vector<Eigen::VectorXd> null_deviation{};
};

/// One measure of a structure (amygdala, hippocampus, prefrontal, sub-areas) or between two.
struct StructureMetric {
  std::string name;
  std::string place;       ///< "amygdala" or "amygdala--prefrontal"
  Eigen::VectorXd values;  ///< one per level
  double area_under_curve = 0.0;
  Eigen::VectorXd null_mean{};
  Eigen::VectorXd null_deviation{};
  std::string without_nulls{};
};
/// Per region, its share of the shortest paths between two structures.
struct PathShares {
  std::string place;       ///< "amygdala--prefrontal"
  Eigen::MatrixXd values;  ///< regions x levels; NaN for regions outside the graph
  Eigen::VectorXd area_under_curve;
  Eigen::MatrixXd null_mean{};
  Eigen::MatrixXd null_deviation{};
};

struct GraphMetrics {
  std::string atlas;
  std::vector<RegionSignal> regions;
  LevelKind level_kind = LevelKind::density;
  Eigen::VectorXd levels;  ///< ascending; densities are in (0, 1]
  std::string edges{};     ///< how edges were chosen and negative weights treated, in words
  std::vector<NodalMetric> nodal;
  std::vector<GlobalMetric> global;
  std::vector<GraphCurve> curves{};
  std::vector<StructureMetric> structures{};
  std::vector<PathShares> path_shares{};
  std::string null_model{};  ///< empty without null networks
  int nulls = 0;
  static constexpr int outside = -1;
  /// Regions x levels: number of the community from 0, `outside` for regions outside the graph;
  /// 0 x 0 when no metric needed them.
  Eigen::MatrixXi communities;
  std::vector<Problem> warnings;
};

std::vector<Problem> validate(const GraphMetrics& metrics, const std::string& where);

void add_content(Digester& digester, const GraphMetrics& metrics);

}  // namespace rewire
