#pragma once

#include <vector>

#include "stages/kernels/registration/image_view.h"

namespace rewire {

/// Gaussian smoothing of the given full width at half maximum along each voxel axis; beyond the
/// border the nearest voxel counts. A width of 0 copies.
std::vector<float> smooth(const ImageView& image, double fwhm_mm);

}  // namespace rewire
