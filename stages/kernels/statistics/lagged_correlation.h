#pragma once

#include <Eigen/Core>

#include "stages/kernels/statistics/product_variance.h"

namespace rewire {

/// Where the cross-correlation of two series is largest in size.
struct PeakCorrelation {
  Eigen::MatrixXd r;    ///< of that lag, with its sign, within [-1, 1]; symmetric, unit diagonal
  Eigen::MatrixXd lag;  ///< in volumes; above 0 the row's series leads; antisymmetric
};

/// Of all pairs of `series` (unit variance), from lag -L to L, L the longest lag: every lag's
/// products over the pairs of volumes that are there, divided by the root of both series' mean
/// squares over just those volumes. Inside that range the peak of the parabola through the highest
/// point and its neighbours is taken (Mitra et al. 2014, doi:10.1152/jn.00804.2013).
PeakCorrelation peak_correlations(const TimedSeries& series);

}  // namespace rewire
