#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <span>
#include <vector>

#include "stages/kernels/linalg/principal_series.h"

namespace rewire {

/// The principal components of the given voxels of `values` (voxels x volumes): each voxel's series
/// is cleared of the span of `removed` (volumes x columns; the constant is always removed beside
/// them) and scaled to unit standard deviation (Behzadi et al. 2007,
/// doi:10.1016/j.neuroimage.2007.04.042; numbers agree with nipype's CompCor, and so with
/// fMRIPrep's). Voxels that do not vary count as zeros. `first_steady` volumes at the start take no
/// part; the components are 0 there.
PrincipalSeries compcor(const Eigen::MatrixXf& values,
                        std::span<const std::size_t> voxels,
                        const Eigen::Ref<const Eigen::MatrixXd>& removed,
                        Eigen::Index first_steady);

/// The voxels whose series, cleared of a parabola, vary most: those with at least the standard
/// deviation that `share` of the voxels exceed.
std::vector<std::size_t> most_variable(const Eigen::MatrixXf& values,
                                       std::span<const std::size_t> voxels,
                                       double share,
                                       Eigen::Index first_steady);

/// How many components it takes to explain at least `share` of the variance.
Eigen::Index components_for(const PrincipalSeries& series, double share);

}  // namespace rewire
