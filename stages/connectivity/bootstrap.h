#pragma once

#include "stages/connectivity/uncertainty.h"

namespace rewire {

/// Volumes per block: the median over regions of Politis & White's (2004) length for a circular
/// block bootstrap of a mean.
Eigen::Index automatic_block(const KeptSeries& series);

/// Standard deviations of the transformed values over `samples` resamples of blocks of `block`
/// volumes (Künsch 1989, with ends joined): the volumes of a block keep their distances, gaps and
/// runs included; each block counts as a run. One random stream per resample. Degrees of freedom
/// are those that would give the same standard error, 1 + 1 / SE^2, of correlations. NaN where the
/// value was never another, or was there in fewer than half of the resamples.
Uncertainty bootstrap(ConnectivityKind kind,
                      const KeptSeries& series,
                      const EstimatorParams& params,
                      const BootstrapParams& resampling);

}  // namespace rewire
