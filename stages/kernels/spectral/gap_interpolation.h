#pragma once

#include <Eigen/Core>
#include <optional>
#include <vector>

namespace rewire {

/// The linear map (volumes x kept) that gives a whole run from its kept volumes: these unchanged,
/// the others by least-squares spectral estimation. The series is taken as a line plus all
/// frequencies of the run; of everything that agrees with the kept volumes the map takes what is
/// least improbable when frequencies up to `high_hz` have amplitudes of one size and faster ones a
/// fifth of it (Wiener's interpolation, linear and without the overlapping fits of the Lomb–Scargle
/// sums in Power et al. 2014, doi:10.1016/j.neuroimage.2013.08.048). Without high_hz it is half the
/// Nyquist frequency. Needs at least three kept volumes, ascending.
Eigen::MatrixXd gap_interpolation(Eigen::Index volumes,
                                  double repetition_time_s,
                                  const std::vector<Eigen::Index>& kept,
                                  std::optional<double> high_hz);

}  // namespace rewire
