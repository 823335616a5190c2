#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/data/trial_data.h"

namespace rewire {

/// What is known of the scan of one table row; NaN where it is not known.
struct VisitQuality {
  double mean_fd_mm = 0.0;
  double minutes = 0.0;             ///< left after censoring
  double coverage = 0.0;            ///< mean over amygdala, hippocampus and prefrontal regions
  double tsnr = 0.0;                ///< likewise
  double registration = 0.0;        ///< Dice of the brain masks
  double degrees_of_freedom = 0.0;  ///< of a correlation
};

/// All NaN.
VisitQuality unknown_quality();

/// The same endpoints from other inputs (without global signal regression, another atlas ...).
struct AlternativeValues {
  std::string name;
  std::vector<EndpointFamily> families;
};

/// What a planned analysis starts from. The table may hold participants without an arm (arm "");
/// their rows have a missing_reason.
struct TrialInputs {
  TrialData trial;
  std::vector<VisitQuality> quality;  ///< one per table row
  /// Between the centroids of the regions of every endpoint of the family "edge"; empty: unknown
  Eigen::VectorXd edge_distance_mm;
  std::vector<AlternativeValues> alternatives;
};

/// Valid trial, one quality per row, alternatives of as many rows as the table.
std::vector<Problem> validate(const TrialInputs& inputs, const std::string& where);

void add_content(Digester& digester, const TrialInputs& inputs);

}  // namespace rewire
