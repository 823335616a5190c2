#pragma once

#include <string>

#include "stages/data/scan_space.h"
#include "stages/data/target_space.h"

namespace rewire {

/// Template space as a target for a scan's volumes: the affine from the template to the scan, and
/// what the inverse warp adds at each voxel of `grid`, in the scan's world.
TargetSpace template_target(const ScanSpace& space, const Grid& grid, const std::string& name);

}  // namespace rewire
