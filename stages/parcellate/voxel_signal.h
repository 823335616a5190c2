#pragma once

#include <Eigen/Core>

namespace rewire {

/// Per voxel of a scan (voxels x volumes), before denoising.
struct VoxelSignal {
  Eigen::ArrayXd tsnr;          ///< mean / standard deviation around a line; NaN where undefined
  Eigen::ArrayXi has_signal;    ///< 1 where the series is not constant
  Eigen::Index not_finite = 0;  ///< voxels with a value that is not finite
};

VoxelSignal voxel_signal(const Eigen::MatrixXf& values);

}  // namespace rewire
