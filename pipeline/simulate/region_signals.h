#pragma once

#include <Eigen/Core>

#include "stages/core/random.h"

namespace rewire::simulation {

/// Samples per repetition time at which region signals are known.
inline constexpr int samples_per_volume = 4;

/// Signals of regions, (volumes + 1) * samples_per_volume x regions, of unit expected variance and
/// expected correlation `correlation`: white Gaussian activity, the same haemodynamic response
/// everywhere (double gamma of SPM: peak at 6 s, undershoot at 16 s, ratio 6).
Eigen::MatrixXd draw_region_signals(const Eigen::MatrixXd& correlation,
                                    Eigen::Index volumes,
                                    double repetition_time_s,
                                    RandomStream& random);

/// The row of `signals` at a time, linearly between samples.
Eigen::RowVectorXd signals_at(const Eigen::MatrixXd& signals,
                              double time_s,
                              double repetition_time_s);

}  // namespace rewire::simulation
