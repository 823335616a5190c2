#pragma once

#include <Eigen/Core>

#include "pipeline/simulate/params.h"
#include "stages/core/random.h"
#include "stages/data/grid.h"

namespace rewire::simulation {

/// The six numbers of a rigid motion as stages/data/motion.h has them: x -> R (x - centre) + centre
/// + trans with R = Rz * Ry * Rx; trans in mm first, then angles in rad.
Eigen::Matrix4d rigid_about(const Eigen::Vector3d& centre,
                            const Eigen::Ref<const Eigen::Matrix<double, 6, 1>>& parameters);

/// A random head pose: `share` of the spread of positions and rotations, at most twice that.
Eigen::Matrix<double, 6, 1> draw_pose(const SimulateParams& params,
                                      double share,
                                      RandomStream& random);

inline Eigen::Vector3d to_point(const Eigen::Matrix4d& matrix, const Eigen::Vector3d& point) {
  return matrix.topLeftCorner<3, 3>() * point + matrix.topRightCorner<3, 1>();
}

/// The middle of a grid in the world: what head motion turns about.
Eigen::Vector3d grid_centre(const Grid& grid);

/// The middle of the head in template space.
inline const Eigen::Vector3d head_centre(0, -17, 16);

}  // namespace rewire::simulation
