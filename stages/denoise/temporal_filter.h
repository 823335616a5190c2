#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/core/problem.h"
#include "stages/denoise/denoise_params.h"

namespace rewire {

/// Regressors with their names.
struct NamedColumns {
  Eigen::MatrixXd columns;  ///< volumes x regressors
  std::vector<std::string> names;
};

/// The constant, and the drifts that the parameters ask for, over the whole run.
NamedColumns drift_columns(Eigen::Index volumes,
                           double repetition_time_s,
                           const DenoiseParams& params);

/// What removes the frequencies outside the band: regressors, or a map of the kept volumes.
struct TemporalFilter {
  NamedColumns stop_band;              ///< over the whole run; empty with a map
  std::vector<double> frequencies_hz;  ///< that are removed, ascending; empty with a map
  Eigen::MatrixXd map;                 ///< kept x kept; empty with regressors
};

/// `kept` are the volumes that the map may use; the Butterworth filter sees the others as
/// gap_interpolation() fills them in.
TemporalFilter make_temporal_filter(Eigen::Index volumes,
                                    double repetition_time_s,
                                    const std::vector<Eigen::Index>& kept,
                                    const DenoiseParams& params);

/// What is wrong with band, filter and detrending for such a run.
std::vector<Problem> check_temporal_filter(Eigen::Index volumes,
                                           double repetition_time_s,
                                           const DenoiseParams& params);

}  // namespace rewire
