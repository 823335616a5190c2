#include <Eigen/Geometry>
#include <cmath>

#include "stages/files/nifti_header.h"

namespace rewire {
namespace {

/// pixdim[1..3] as lengths; a length of 0 or NaN stays for the audit.
Eigen::Vector3d spacing(const NiftiHeader& header) {
  return {header.size(1) > 0 ? std::abs(header.pixdim[1]) : 1.0,
          std::abs(header.pixdim[2]),
          std::abs(header.pixdim[3])};
}

Eigen::Matrix4d centred_matrix(const NiftiHeader& header) {
  Eigen::Vector3d step = spacing(header);
  step[0] = -step[0];
  Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
  for (int axis = 0; axis < 3; ++axis) {
    matrix(axis, axis) = step[axis];
    matrix(axis, 3) = -step[axis] * static_cast<double>(header.size(axis + 1) - 1) / 2.0;
  }
  return matrix;
}

}  // namespace

Eigen::Matrix4d sform_matrix(const NiftiHeader& header) {
  Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
  for (int i = 0; i < 3; ++i) {
    for (int j = 0; j < 4; ++j) {
      matrix(i, j) = header.srow[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)];
    }
  }
  return matrix;
}

Eigen::Matrix4d qform_matrix(const NiftiHeader& header) {
  const Eigen::Vector3d vector(header.quatern[0], header.quatern[1], header.quatern[2]);
  // Rounding may leave the vector a little longer than 1; a is then 0.
  const double a = std::sqrt(std::max(0.0, 1.0 - vector.squaredNorm()));
  const Eigen::Quaterniond rotation(a, vector[0], vector[1], vector[2]);
  Eigen::Vector3d step = spacing(header);
  if (header.pixdim[0] < 0) step[2] = -step[2];
  Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
  matrix.topLeftCorner<3, 3>() = rotation.normalized().toRotationMatrix() * step.asDiagonal();
  matrix.topRightCorner<3, 1>() << header.qoffset[0], header.qoffset[1], header.qoffset[2];
  return matrix;
}

Grid grid_of(const NiftiHeader& header) {
  Grid grid;
  for (int axis = 0; axis < 3; ++axis) {
    grid.dims[static_cast<std::size_t>(axis)] = static_cast<int>(header.size(axis + 1));
  }
  if (header.sform_code > 0) {
    grid.world_from_voxel = sform_matrix(header);
  } else {
    grid.world_from_voxel = header.qform_code > 0 ? qform_matrix(header) : centred_matrix(header);
  }
  return grid;
}

void set_grid(NiftiHeader& header, const Grid& grid, NiftiSpace space) {
  const std::array<double, 3> lengths = grid.spacing_mm();
  header.dim = {3, grid.dims[0], grid.dims[1], grid.dims[2], 1, 1, 1, 1};
  header.pixdim = {1, lengths[0], lengths[1], lengths[2], 1, 1, 1, 1};
  header.sform_code = static_cast<int>(space);
  for (int i = 0; i < 3; ++i) {
    header.qoffset[static_cast<std::size_t>(i)] = grid.world_from_voxel(i, 3);
    for (int j = 0; j < 4; ++j) {
      header.srow[static_cast<std::size_t>(i)][static_cast<std::size_t>(j)] =
          grid.world_from_voxel(i, j);
    }
  }
  Eigen::Matrix3d axes = grid.world_from_voxel.topLeftCorner<3, 3>();
  axes.colwise().normalize();
  constexpr double orthogonal_tolerance = 1e-5;
  if (!(axes.transpose() * axes).isIdentity(orthogonal_tolerance)) {
    header.qform_code = static_cast<int>(NiftiSpace::none);
    header.qoffset = {};
    return;
  }
  header.qform_code = static_cast<int>(space);
  if (axes.determinant() < 0) {
    header.pixdim[0] = -1;
    axes.col(2) = -axes.col(2);
  }
  Eigen::Quaterniond rotation(axes);
  rotation.normalize();
  if (rotation.w() < 0) rotation.coeffs() = -rotation.coeffs();
  header.quatern = {rotation.x(), rotation.y(), rotation.z()};
}

}  // namespace rewire
