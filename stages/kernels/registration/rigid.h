#pragma once

#include <Eigen/Core>
#include <array>

namespace rewire {

/// trans_x, trans_y, trans_z (mm), rot_x, rot_y, rot_z (rad).
using RigidParameters = Eigen::Matrix<double, 6, 1>;

/// x -> R (x - centre) + centre + translation, R = Rz * Ry * Rx.
Eigen::Matrix4d rigid_matrix(const RigidParameters& parameters, const Eigen::Vector3d& centre);

/// The parameters of a rigid matrix about `centre`; |rot_y| < pi/2.
RigidParameters rigid_parameters(const Eigen::Matrix4d& matrix, const Eigen::Vector3d& centre);

/// World position of the middle between the first and the last voxel centre.
Eigen::Vector3d lattice_centre(const std::array<int, 3>& dims,
                               const Eigen::Matrix4d& world_from_voxel);

/// Sum of absolute backward differences of the translations and of the rotations times
/// `head_radius_mm` (Power et al. 2012, doi:10.1016/j.neuroimage.2011.10.018); NaN in front.
/// `parameters` is volumes x 6.
Eigen::VectorXd framewise_displacement_mm(const Eigen::Ref<const Eigen::MatrixXd>& parameters,
                                          double head_radius_mm);

}  // namespace rewire
