#pragma once

#include <Eigen/Core>
#include <limits>
#include <string>
#include <vector>

#include "stages/data/volume.h"
#include "stages/data/warp.h"

namespace rewire {

/// What brought the scan onto the anatomy in the end.
enum class Alignment { mutual_information, boundary };

/// What a boundary-based registration of the scan gave; points is 0 where none was tried.
struct BoundaryAlignment {
  std::size_t points = 0;    ///< of the sheet that the scan shows
  double cost_before = 1.0;  ///< by mutual information alone; 0 is best, 1 chance
  double cost_after = 1.0;   ///< where the boundary would put it
  /// Of the scan with left and right exchanged, at its best; NaN: not tried.
  double cost_mirrored = std::numeric_limits<double>::quiet_NaN();
  double moved_mm = 0.0;  ///< root mean square over the sheet's points
  Alignment taken = Alignment::mutual_information;
};

/// Where a scan lies, and what its voxels are. All masks lie on the scan's grid; transforms are
/// RAS mm. Without a T1w, t1w_from_bold leads to the template that stands in for it.
struct ScanSpace {
  Eigen::Matrix4d t1w_from_bold = Eigen::Matrix4d::Identity();
  /// The affine part of the way to the template; the warp comes after it.
  Eigen::Matrix4d template_from_bold = Eigen::Matrix4d::Identity();
  Warp warp;
  Mask brain;         ///< the scan's own brain mask inside the (widened) anatomical one
  Mask white_matter;  ///< voxels that are white matter nearly throughout
  Mask csf;           ///< voxels that are cerebrospinal fluid nearly throughout
  Volume grey_share;  ///< how much of each voxel of the brain is grey matter, 0 to 1
  BoundaryAlignment boundary;
  /// Overlap of the scan's own brain mask and the anatomical one; NaN where none was registered.
  double brain_dice = 0.0;
  std::vector<Problem> warnings;

  const Grid& grid() const { return brain.grid; }
};

/// Masks and shares on one grid, a valid warp, a brain that is not empty, invertible transforms, a
/// Dice in [0, 1] or NaN.
std::vector<Problem> validate(const ScanSpace& space, const std::string& where);

void add_content(Digester& digester, const ScanSpace& space);

}  // namespace rewire
