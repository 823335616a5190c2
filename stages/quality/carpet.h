#pragma once

#include "stages/data/denoised.h"
#include "stages/data/scan_atlas.h"
#include "stages/data/scan_quality.h"
#include "stages/data/scan_space.h"

namespace rewire {

/// See scan_quality(). A voxel whose mean is not above 0 is left out; rounded to 0.01 percent, so
/// that it packs well.
Carpet make_carpet(const MaskedBold& before,
                   const Denoised& denoised,
                   const ScanSpace& space,
                   const ScanAtlas& atlas,
                   Eigen::Index most_rows);

}  // namespace rewire
