#pragma once

#include <Eigen/Core>
#include <map>
#include <string>
#include <vector>

#include "stages/data/connectivity_kind.h"
#include "stages/data/region_series.h"

namespace rewire {

/// A pair of regions that lacks a value, a number for statistics or its standard error, and why.
struct UndefinedEdge {
  Eigen::Index first = 0;
  Eigen::Index second = 0;
  std::string reason;
};

/// A region-to-region matrix. NaN rows and columns belong to regions with a missing_reason.
struct Connectome {
  std::string atlas;
  ConnectivityKind kind = ConnectivityKind::pearson_correlation;
  std::vector<RegionSignal> regions;
  Eigen::MatrixXd values;  ///< regions x regions; range, symmetry and diagonal as the kind declares
  /// The values under the kind's transform, for statistics: artanh(r) for correlations, with a
  /// diagonal of NaN; the same as `values` for kinds without one.
  Eigen::MatrixXd transformed;
  Eigen::MatrixXd standard_errors;  ///< of `transformed`; NaN where unknown; 1 / SE² is a weight
  /// Per edge, of a correlation: N - 2, where N independent volumes would give the same standard
  /// error; NaN where unknown.
  Eigen::MatrixXd effective_degrees_of_freedom;
  /// The same number for every edge if volumes were independent: those left by denoising - 1.
  double nominal_degrees_of_freedom = 0.0;
  /// NaN in values, in transformed, or in standard_errors where other edges have one.
  std::vector<UndefinedEdge> undefined_edges;
  std::map<std::string, double> fit{};  ///< what the estimator chose: "shrinkage", "penalty"
};

std::vector<Problem> validate(const Connectome& connectome, const std::string& where);

void add_content(Digester& digester, const UndefinedEdge& edge);
void add_content(Digester& digester, const Connectome& connectome);

}  // namespace rewire
