#pragma once

#include <Eigen/Core>
#include <string>
#include <string_view>
#include <vector>

#include "stages/data/region_series.h"

namespace rewire {

/// XCP-D's names: "pearsoncorrelation" is r; "fisherz" is artanh(r).
enum class ConnectivityKind { pearson_correlation, fisher_z };

std::string_view to_text(ConnectivityKind kind);

/// A pair of regions whose r exists and whose Fisher z does not.
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
  Eigen::MatrixXd values;           ///< regions x regions, symmetric, unit diagonal (r)
  Eigen::MatrixXd fisher_z;         ///< artanh(r); the diagonal is NaN (infinite)
  Eigen::MatrixXd standard_errors;  ///< of fisher_z: 1/sqrt(effective_degrees_of_freedom - 1)
  /// Of r: volumes left minus parameters removed, minus 2
  double effective_degrees_of_freedom = 0.0;
  std::vector<UndefinedEdge> undefined_edges;  ///< NaN in fisher_z though both regions are there
};

std::vector<Problem> validate(const Connectome& connectome, const std::string& where);

void add_content(Digester& digester, const UndefinedEdge& edge);
void add_content(Digester& digester, const Connectome& connectome);

}  // namespace rewire
