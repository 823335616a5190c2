#pragma once

#include <Eigen/Core>
#include <vector>

#include "stages/data/region_series.h"

namespace rewire {

/// What estimators work on: the kept volumes of the regions that have a signal.
struct KeptSeries {
  std::vector<Eigen::Index> regions;  ///< which columns of the whole series
  Eigen::MatrixXd values;             ///< kept volumes x regions; mean 0, mean square 1
  Eigen::VectorXd deviations;         ///< what `values` were divided by
  std::vector<Eigen::Index> times;    ///< volume number of each row
  std::vector<int> runs;              ///< run of each row
  double repetition_time_s = 0.0;
  double degrees_of_freedom = 0.0;  ///< left after denoising; rows - 1 where unknown
  /// The share of the series' degrees of freedom that confound regression left; 1 where unknown.
  double regression_share = 1.0;
};

/// Regions that are missing, not finite or constant over the kept volumes are left out, with a
/// missing_reason in `signals`.
KeptSeries keep_volumes(const RegionSeries& series, std::vector<RegionSignal>& signals);

}  // namespace rewire
