#pragma once

#include <string>
#include <vector>

#include "stages/core/requirements.h"
#include "stages/data/volume.h"

namespace rewire {

/// A mask of a part of the brain, on the brain's grid; it may be empty.
inline void require_part_mask(Requirements& requirements,
                              const Mask& part,
                              const Grid& grid,
                              const std::string& name) {
  requirements.require(same_grid(part.grid, grid) && part.inside.size() == grid.voxel_count(),
                       "a mask of " + name + " with " + std::to_string(part.inside.size()) +
                           " voxels on " + describe(part.grid),
                       "the brain mask's grid of " + describe(grid));
}

}  // namespace rewire
