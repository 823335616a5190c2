#pragma once

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "stages/kernels/registration/image_view.h"

namespace rewire {

/// Whole factors that bring the voxels near `spacing_mm` from below, at least 1.
std::array<int, 3> factors_for(const Eigen::Matrix4d& world_from_voxel, double spacing_mm);

/// Indices of the mask's voxels on a lattice of about `spacing_mm`, ascending.
std::vector<std::size_t> sample_voxels(const ImageView& image,
                                       std::span<const std::uint8_t> mask,
                                       double spacing_mm);

/// World position of a voxel given by its linear index.
Eigen::Vector3d voxel_centre(const ImageView& image, std::size_t index);

/// Mean world position of the mask's voxels; the image's centre for an empty mask.
Eigen::Vector3d mask_centre(const ImageView& image, std::span<const std::uint8_t> mask);

}  // namespace rewire
