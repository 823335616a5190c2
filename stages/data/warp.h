#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/data/grid.h"

namespace rewire {

/// What an affine registration to a template leaves to be moved: a diffeomorphism of template space
/// and its inverse, as displacements in mm (RAS), one column per voxel of a box round the brain;
/// trilinear between voxel centres, none beyond them. A point that the affine brought to x belongs
/// to x + template_from_affine_mm(x) of the template; the template's point y to the affine's
/// y + affine_from_template_mm(y). Without columns both are the identity.
struct Warp {
  Grid grid;
  Eigen::Matrix3Xf template_from_affine_mm;
  Eigen::Matrix3Xf affine_from_template_mm;
  /// Smallest determinant of the Jacobian of both, over all voxels; NaN: not known.
  double least_jacobian = 1.0;
  /// Smallest and largest determinant of affine_from_template's Jacobian over the template's brain:
  /// how much smaller and larger than in the template things are, beyond the affine; NaN: not
  /// known.
  double brain_jacobian_least = 1.0;
  double brain_jacobian_largest = 1.0;
  /// Share of that brain where things are less than half or more than twice as large.
  double brain_strained_share = 0.0;

  bool is_identity() const { return template_from_affine_mm.cols() == 0; }
};

/// Both ways on one grid, finite, and no place folded over: a least Jacobian above 0.
std::vector<Problem> validate(const Warp& warp, const std::string& where);

void add_content(Digester& digester, const Warp& warp);

}  // namespace rewire
