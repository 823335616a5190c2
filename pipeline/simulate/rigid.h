#pragma once

#include <Eigen/Core>

namespace rewire::simulation {

/// The six numbers of a rigid motion as stages/data/motion.h has them: x -> R (x - centre) + centre
/// + trans with R = Rz * Ry * Rx; trans in mm first, then angles in rad.
Eigen::Matrix4d rigid_about(const Eigen::Vector3d& centre,
                            const Eigen::Ref<const Eigen::Matrix<double, 6, 1>>& parameters);

}  // namespace rewire::simulation
