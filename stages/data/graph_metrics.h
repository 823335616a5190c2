#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/data/region_series.h"

namespace rewire {

/// One measure at every density.
struct NodalMetric {
  std::string name;
  Eigen::MatrixXd values;            ///< regions x densities; NaN for regions outside the graph
  Eigen::VectorXd area_under_curve;  ///< per region, trapezoid over density divided by its span
};
struct GlobalMetric {
  std::string name;
  Eigen::VectorXd values;         ///< one per density
  double area_under_curve = 0.0;  ///< trapezoid over density divided by its span
};

struct GraphMetrics {
  std::string atlas;
  std::vector<RegionSignal> regions;
  Eigen::VectorXd densities;  ///< ascending, in (0, 1]
  std::vector<NodalMetric> nodal;
  std::vector<GlobalMetric> global;
  static constexpr int outside = -1;
  /// Regions x densities: number of the community from 0, `outside` for regions outside the graph;
  /// 0 x 0 when unknown.
  Eigen::MatrixXi communities;
  std::vector<Problem> warnings;
};

std::vector<Problem> validate(const GraphMetrics& metrics, const std::string& where);

void add_content(Digester& digester, const GraphMetrics& metrics);

}  // namespace rewire
