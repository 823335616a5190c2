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

/// Root mean square displacement, over a sphere of `radius_mm` about `centre`, from each volume to
/// the next (Jenkinson et al. 2002, doi:10.1006/nimg.2002.1132; the formula is derived in FMRIB
/// report TR99MJ1); NaN in front. `parameters` (volumes x 6) turn about `centre`.
Eigen::VectorXd rms_displacement_mm(const Eigen::Ref<const Eigen::MatrixXd>& parameters,
                                    const Eigen::Vector3d& centre,
                                    double radius_mm);

}  // namespace rewire
