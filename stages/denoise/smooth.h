#pragma once

#include <array>
#include <vector>

#include "stages/core/stage.h"
#include "stages/data/denoised.h"

namespace rewire {

struct SmoothParams {
  double fwhm_mm = 0.0;
};

void fields(FieldVisitor& visitor, SmoothParams& params);

/// Every kept volume convolved with a Gaussian of full width fwhm_mm at half maximum, inside the
/// mask: sums over voxels inside divided by the sum of their weights, so that nothing from outside
/// comes in and the rim keeps its level (normalised convolution, Knutsson & Westin 1993). Along the
/// grid's axes, cut off beyond four standard deviations. 0 mm leaves the scan as it is. To be used
/// behind denoise(), for voxel-wise maps; means of regions are better taken without it.
Denoised smooth(const Denoised& denoised, const SmoothParams& params);
std::vector<Problem> check_smooth(const Denoised& denoised, const SmoothParams& params);

inline constexpr std::array<Paper, 1> smooth_papers{{
    {"Knutsson H, Westin CF",
     1993,
     "Normalized and differential convolution",
     "10.1109/CVPR.1993.341081",
     "normalised convolution with the mask as certainty"},
}};

inline constexpr Stage<Denoised, SmoothParams, Denoised> smooth_stage{
    "smooth", 1, "Smooth a cleaned scan inside its mask", &smooth, &check_smooth, smooth_papers};

}  // namespace rewire
