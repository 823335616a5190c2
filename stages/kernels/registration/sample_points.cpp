#include "stages/kernels/registration/sample_points.h"

#include <algorithm>
#include <cmath>

#include "stages/kernels/registration/rigid.h"

namespace rewire {
namespace {

std::size_t size(int n) { return static_cast<std::size_t>(n); }

}  // namespace

std::array<int, 3> factors_for(const Eigen::Matrix4d& world_from_voxel, double spacing_mm) {
  std::array<int, 3> factors{};
  for (int axis = 0; axis < 3; ++axis) {
    const double voxel = world_from_voxel.col(axis).head<3>().norm();
    factors[size(axis)] = std::max(1, static_cast<int>(std::floor(spacing_mm / voxel + 0.01)));
  }
  return factors;
}

std::vector<std::size_t> sample_voxels(const ImageView& image,
                                       std::span<const std::uint8_t> mask,
                                       double spacing_mm) {
  const std::array<int, 3> step = factors_for(image.world_from_voxel, spacing_mm);
  std::vector<std::size_t> samples;
  for (int k = 0; k < image.dims[2]; k += step[2]) {
    for (int j = 0; j < image.dims[1]; j += step[1]) {
      const std::size_t row = size(image.dims[0]) * (size(j) + size(image.dims[1]) * size(k));
      for (int i = 0; i < image.dims[0]; i += step[0]) {
        if (mask[row + size(i)] != 0) samples.push_back(row + size(i));
      }
    }
  }
  return samples;
}

Eigen::Vector3d voxel_centre(const ImageView& image, std::size_t index) {
  const std::size_t row = size(image.dims[0]);
  const std::size_t slice = row * size(image.dims[1]);
  const Eigen::Vector4d voxel(static_cast<double>(index % row),
                              static_cast<double>((index / row) % size(image.dims[1])),
                              static_cast<double>(index / slice),
                              1.0);
  return (image.world_from_voxel * voxel).head<3>();
}

Eigen::Vector3d mask_centre(const ImageView& image, std::span<const std::uint8_t> mask) {
  Eigen::Vector3d sum = Eigen::Vector3d::Zero();
  double count = 0.0;
  for (std::size_t index = 0; index < mask.size(); ++index) {
    if (mask[index] == 0) continue;
    sum += voxel_centre(image, index);
    count += 1.0;
  }
  return count > 0.0 ? Eigen::Vector3d(sum / count)
                     : lattice_centre(image.dims, image.world_from_voxel);
}

}  // namespace rewire
