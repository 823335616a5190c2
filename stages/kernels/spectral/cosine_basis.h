#pragma once

#include <Eigen/Core>
#include <vector>

#include "stages/kernels/spectral/stop_band_basis.h"

namespace rewire {

/// The cosines of the discrete cosine transform (DCT-II) of a run: column k of cos(π k (t + ½) / n)
/// for k = 1 ... n - 1, whose frequency is k / (2 n repetition_time_s), half the step of
/// stop_band_basis(). Those outside the band, edges as there. Regressing them out of a whole run
/// equals zeroing those coefficients of its DCT.
StopBandBasis cosine_stop_band(Eigen::Index volumes,
                               double repetition_time_s,
                               const PassBand& band);

}  // namespace rewire
