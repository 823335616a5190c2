#include "stages/kernels/registration/rigid.h"

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <cmath>
#include <limits>

namespace rewire {

Eigen::Matrix4d rigid_matrix(const RigidParameters& parameters, const Eigen::Vector3d& centre) {
  const double cx = std::cos(parameters[3]);
  const double sx = std::sin(parameters[3]);
  const double cy = std::cos(parameters[4]);
  const double sy = std::sin(parameters[4]);
  const double cz = std::cos(parameters[5]);
  const double sz = std::sin(parameters[5]);
  Eigen::Matrix3d rotation;
  rotation << cz * cy, cz * sy * sx - sz * cx, cz * sy * cx + sz * sx,  //
      sz * cy, sz * sy * sx + cz * cx, sz * sy * cx - cz * sx,          //
      -sy, cy * sx, cy * cx;
  Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
  matrix.topLeftCorner<3, 3>() = rotation;
  matrix.topRightCorner<3, 1>() = centre + parameters.head<3>() - rotation * centre;
  return matrix;
}

RigidParameters rigid_parameters(const Eigen::Matrix4d& matrix, const Eigen::Vector3d& centre) {
  const Eigen::Matrix3d rotation = matrix.topLeftCorner<3, 3>();
  RigidParameters parameters;
  parameters.head<3>() = matrix.topRightCorner<3, 1>() + rotation * centre - centre;
  parameters[3] = std::atan2(rotation(2, 1), rotation(2, 2));
  parameters[4] = std::atan2(-rotation(2, 0), std::hypot(rotation(2, 1), rotation(2, 2)));
  parameters[5] = std::atan2(rotation(1, 0), rotation(0, 0));
  return parameters;
}

Eigen::Vector3d lattice_centre(const std::array<int, 3>& dims,
                               const Eigen::Matrix4d& world_from_voxel) {
  const Eigen::Vector4d middle(0.5 * (dims[0] - 1), 0.5 * (dims[1] - 1), 0.5 * (dims[2] - 1), 1.0);
  return (world_from_voxel * middle).head<3>();
}

Eigen::VectorXd framewise_displacement_mm(const Eigen::Ref<const Eigen::MatrixXd>& parameters,
                                          double head_radius_mm) {
  Eigen::VectorXd displacement(parameters.rows());
  if (parameters.rows() == 0) return displacement;
  displacement[0] = std::numeric_limits<double>::quiet_NaN();
  for (Eigen::Index t = 1; t < parameters.rows(); ++t) {
    const Eigen::RowVectorXd change = (parameters.row(t) - parameters.row(t - 1)).cwiseAbs();
    displacement[t] = change.head(3).sum() + head_radius_mm * change.tail(3).sum();
  }
  return displacement;
}

Eigen::VectorXd rms_displacement_mm(const Eigen::Ref<const Eigen::MatrixXd>& parameters,
                                    const Eigen::Vector3d& centre,
                                    double radius_mm) {
  Eigen::VectorXd displacement(parameters.rows());
  Eigen::Matrix4d before = Eigen::Matrix4d::Identity();
  for (Eigen::Index t = 0; t < parameters.rows(); ++t) {
    const Eigen::Matrix4d now = rigid_matrix(parameters.row(t).transpose(), centre);
    const Eigen::Matrix4d change = now * before.inverse() - Eigen::Matrix4d::Identity();
    const Eigen::Vector3d middle = (change * centre.homogeneous()).head<3>();
    const double turned = change.topLeftCorner<3, 3>().squaredNorm();
    displacement[t] = std::sqrt(radius_mm * radius_mm / 5.0 * turned + middle.squaredNorm());
    before = now;
  }
  if (displacement.size() > 0) displacement[0] = std::numeric_limits<double>::quiet_NaN();
  return displacement;
}

}  // namespace rewire
