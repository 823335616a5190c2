#pragma once

#include <Eigen/Core>
#include <vector>

#include "stages/data/grid.h"

namespace rewire::simulation {

/// Voxel (i, j, k) of a scan as the mean of eight places inside it; `image` lies on `grid`, and
/// `grid_from_voxel` takes the scan's voxels to those of `grid`.
float expose_voxel(const std::vector<float>& image,
                   const Grid& grid,
                   const Eigen::Matrix4d& grid_from_voxel,
                   int i,
                   int j,
                   int k);

}  // namespace rewire::simulation
