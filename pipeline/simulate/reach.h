#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

#include "pipeline/simulate/anatomy.h"

namespace rewire::simulation {

/// 1 for every voxel of `grid` that lies within `margin_mm` of tissue of `map`, when
/// `map_from_voxel` takes voxels of `grid` to voxels of the map; some voxels more may be 1.
std::vector<std::uint8_t> voxels_in_reach(const HeadMap& map,
                                          const Grid& grid,
                                          const Eigen::Matrix4d& map_from_voxel,
                                          double margin_mm);

}  // namespace rewire::simulation
