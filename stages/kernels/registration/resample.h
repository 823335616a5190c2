#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "stages/kernels/registration/bspline.h"
#include "stages/kernels/registration/image_view.h"
#include "stages/kernels/registration/point_map.h"

namespace rewire {

/// A lattice' nearest voxel to each target voxel centre. `source_from_target` is in world
/// coordinates; halves round up. Targets more than half a voxel outside give `outside`.
std::vector<std::int32_t> resample_labels(const Lattice& source,
                                          std::span<const std::int32_t> labels,
                                          const Lattice& target,
                                          const PointMap& source_from_target,
                                          std::int32_t outside);

/// Trilinear interpolation; targets outside the source's voxel centres give `outside`.
std::vector<float> resample_linear(const ImageView& source,
                                   const Lattice& target,
                                   const PointMap& source_from_target,
                                   float outside);

/// Cubic B-spline interpolation into `target_values`; targets outside take the nearest border
/// position. `source_voxel_from_target_voxel` is in voxel coordinates.
void resample_cubic(const CubicSpline& source,
                    const std::array<int, 3>& target_dims,
                    const Eigen::Matrix4d& source_voxel_from_target_voxel,
                    std::span<float> target_values);

/// The share of each target voxel that lies inside the source's mask, from `points` equally spaced
/// points per axis; a displacement counts as constant within a voxel.
std::vector<float> resample_share(const Lattice& source,
                                  std::span<const std::uint8_t> mask,
                                  const Lattice& target,
                                  const PointMap& source_from_target,
                                  int points);

/// The mean of blocks of factor[0] x factor[1] x factor[2] voxels; an incomplete last block is
/// left away.
struct ShrunkImage {
  Lattice lattice;
  std::vector<float> values;
};
ShrunkImage shrink(const ImageView& image, const std::array<int, 3>& factors);

}  // namespace rewire
