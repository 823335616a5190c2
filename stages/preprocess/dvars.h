#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <span>

namespace rewire {

/// One value per volume, NaN for the first.
struct Dvars {
  Eigen::VectorXd raw;  ///< root mean square of the backward difference (Power et al. 2012)
  Eigen::VectorXd standardised;  ///< over what the voxels' noise predicts (Nichols 2013, eq. 9–12)
};

/// Over the given voxels of `values` (voxels x volumes), scaled to a median of 1000, without voxels
/// that do not vary; numbers agree with nipype's ComputeDVARS, and so with fMRIPrep's. NaN
/// throughout when no voxel varies or the median is not positive.
Dvars compute_dvars(const Eigen::MatrixXf& values, std::span<const std::size_t> voxels);

}  // namespace rewire
