#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/data/grid.h"

namespace rewire {

/// Where a scan is wanted other than on its own grid. A place x of the target (world, mm) shows
/// bold_from_target * x + displacement(x) of the scan's motion reference.
struct TargetSpace {
  std::string space;                                               ///< "MNI152NLin2009cAsym"
  Grid grid;                                                       ///< of the result
  Eigen::Matrix4d bold_from_target = Eigen::Matrix4d::Identity();  ///< RAS mm
  /// What a nonlinear normalisation adds: x, y, z in mm of the scan's world for each voxel of
  /// `grid`, voxel after voxel; empty: nothing.
  std::vector<float> displacement_mm;
};

/// A valid grid, an invertible transform, finite displacements, three per voxel or none.
std::vector<Problem> validate(const TargetSpace& target, const std::string& where);

void add_content(Digester& digester, const TargetSpace& target);

}  // namespace rewire
