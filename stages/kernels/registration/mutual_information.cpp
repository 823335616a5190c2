#include "stages/kernels/registration/mutual_information.h"

#include <algorithm>
#include <array>
#include <vector>

#include "stages/core/interrupt.h"
#include "stages/kernels/registration/itk_mattes.h"
#include "stages/kernels/registration/sample_points.h"
#include "stages/kernels/registration/smooth.h"

namespace rewire {
namespace {

std::size_t size(int n) { return static_cast<std::size_t>(n); }

itk_mattes::Image plain(const ImageView& view, std::span<const float> values) {
  itk_mattes::Image image{.dims = view.dims, .values = values};
  for (int axis = 0; axis < 3; ++axis) {
    const Eigen::Vector3d column = view.world_from_voxel.col(axis).head<3>();
    image.spacing_mm[size(axis)] = column.norm();
    image.origin_mm[size(axis)] = view.world_from_voxel(axis, 3);
    for (int row = 0; row < 3; ++row)
      image.axes[size(axis)][size(row)] = column[row] / column.norm();
  }
  return image;
}

itk_mattes::Affine plain(const Eigen::Matrix4d& matrix) {
  itk_mattes::Affine affine;
  for (int row = 0; row < 3; ++row) {
    affine.offset[size(row)] = matrix(row, 3);
    for (int column = 0; column < 3; ++column) {
      affine.linear[size(row)][size(column)] = matrix(row, column);
    }
  }
  return affine;
}

Eigen::Matrix4d matrix_of(const itk_mattes::Affine& affine) {
  Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
  for (int row = 0; row < 3; ++row) {
    matrix(row, 3) = affine.offset[size(row)];
    for (int column = 0; column < 3; ++column) {
      matrix(row, column) = affine.linear[size(row)][size(column)];
    }
  }
  return matrix;
}

std::vector<std::array<float, 3>> sample_points(const ImageView& fixed,
                                                std::span<const std::uint8_t> mask,
                                                double spacing_mm) {
  std::vector<std::array<float, 3>> points;
  for (const std::size_t index : sample_voxels(fixed, mask, spacing_mm)) {
    const Eigen::Vector3f world = voxel_centre(fixed, index).cast<float>();
    points.push_back({world[0], world[1], world[2]});
  }
  return points;
}

std::array<double, 3> mean_of(const std::vector<std::array<float, 3>>& points) {
  std::array<double, 3> mean{};
  for (const std::array<float, 3>& point : points) {
    for (std::size_t axis = 0; axis < 3; ++axis) mean[axis] += static_cast<double>(point[axis]);
  }
  for (double& value : mean) value /= std::max(static_cast<double>(points.size()), 1.0);
  return mean;
}

}  // namespace

Eigen::Matrix4d register_mutual_information(const ImageView& fixed,
                                            std::span<const std::uint8_t> fixed_mask,
                                            const ImageView& moving,
                                            const Eigen::Matrix4d& start,
                                            TransformFamily family,
                                            std::span<const RegistrationLevel> levels) {
  Eigen::Matrix4d moving_from_fixed = start;
  for (const RegistrationLevel& level : levels) {
    throw_if_interrupted();
    const std::vector<float> fixed_values = smooth(fixed, level.smoothing_mm);
    const std::vector<float> moving_values = smooth(moving, level.smoothing_mm);
    const std::vector<std::array<float, 3>> points =
        sample_points(fixed, fixed_mask, level.spacing_mm);
    moving_from_fixed = matrix_of(itk_mattes::improve(
        plain(fixed, fixed_values),
        points,
        plain(moving, moving_values),
        plain(moving_from_fixed),
        mean_of(points),
        family == TransformFamily::rigid ? itk_mattes::Family::rigid : itk_mattes::Family::affine,
        {.first_mm = level.first_step_mm,
         .last_mm = level.last_step_mm,
         .most_iterations = level.most_iterations}));
  }
  return moving_from_fixed;
}

}  // namespace rewire
