#include "pipeline/simulate/rigid.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace rewire::simulation {
namespace {

/// Rotation by `angle_rad` from axis `from` towards axis `to`.
Eigen::Matrix3d plane_rotation(int from, int to, double angle_rad) {
  Eigen::Matrix3d rotation = Eigen::Matrix3d::Identity();
  rotation(from, from) = rotation(to, to) = std::cos(angle_rad);
  rotation(to, from) = std::sin(angle_rad);
  rotation(from, to) = -std::sin(angle_rad);
  return rotation;
}

}  // namespace

Eigen::Matrix4d rigid_about(const Eigen::Vector3d& centre,
                            const Eigen::Ref<const Eigen::Matrix<double, 6, 1>>& parameters) {
  const Eigen::Matrix3d rotation = plane_rotation(0, 1, parameters[5]) *
                                   plane_rotation(2, 0, parameters[4]) *
                                   plane_rotation(1, 2, parameters[3]);
  Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
  matrix.topLeftCorner<3, 3>() = rotation;
  matrix.topRightCorner<3, 1>() = centre + parameters.head<3>() - rotation * centre;
  return matrix;
}

Eigen::Matrix<double, 6, 1> draw_pose(const SimulateParams& params,
                                      double share,
                                      RandomStream& random) {
  const double tilt_rad = params.tilt_deg * std::numbers::pi / 180.0;
  Eigen::Matrix<double, 6, 1> pose;
  for (int i = 0; i < 6; ++i) {
    pose[i] = share * std::clamp(random.normal(), -2.0, 2.0) * (i < 3 ? params.shift_mm : tilt_rad);
  }
  return pose;
}

Eigen::Vector3d grid_centre(const Grid& grid) {
  Eigen::Vector3d middle;
  for (int axis = 0; axis < 3; ++axis) {
    middle[axis] = 0.5 * (grid.dims[static_cast<std::size_t>(axis)] - 1);
  }
  return to_point(grid.world_from_voxel, middle);
}

}  // namespace rewire::simulation
