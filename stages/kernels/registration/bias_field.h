#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "stages/kernels/registration/image_view.h"

namespace rewire {

struct BiasSettings {
  double sample_spacing_mm = 4.0;
  double knot_spacing_mm = 200.0;  ///< of the first level; each further one halves it
  int levels = 4;
  int most_rounds = 30;  ///< per level
  /// A level ends when the field's ratio of one round to the next varies by less than this.
  double convergence = 1e-3;
  double blur_fwhm = 0.15;  ///< of the histogram of log-intensities by the bias
  double wiener_noise = 0.01;
};

/// The slowly varying factor (around 1, at every voxel) by which an image is brighter here than
/// there: N4 (Tustison et al. 2010, doi:10.1109/TMI.2010.2046908) over the positive voxels of the
/// mask, which sharpens the histogram of log-intensities and fits the difference with cubic
/// B-splines (Lee et al. 1997), coarse to fine. 1 everywhere when the mask does not vary.
std::vector<float> estimate_bias(const ImageView& image,
                                 std::span<const std::uint8_t> mask,
                                 const BiasSettings& settings);

}  // namespace rewire
