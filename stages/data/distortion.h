#pragma once

#include <limits>
#include <string>
#include <vector>

#include "stages/data/grid.h"

namespace rewire {

/// What is done to intensities where the distortion stretched or squeezed the image.
enum class IntensityModulation {
  none,
  /// Times 1 + d shift / d axis, the share by which a piece of the head was squeezed on recording.
  jacobian,
};

/// How far susceptibility moved the signal of each place of the head along the phase-encoding axis:
/// what belongs at voxel x of the reference was recorded at x + shift * (unit vector of `axis`).
/// The field moves with the head: the map holds for the reference position of each volume.
struct Distortion {
  Grid grid;                        ///< that of the motion reference
  std::vector<float> shift_voxels;  ///< one per voxel of `grid`; empty: nothing is corrected
  int axis = 1;                     ///< of the voxel axes i, j, k: 0, 1, 2
  IntensityModulation modulation = IntensityModulation::none;
  std::string method = "none";    ///< where the map comes from, for the record
  double voxels_per_hertz = 0.0;  ///< 0: the field behind the shifts is not known
  /// Mutual information (nats) of the scan with the undistorted image that it was held against, as
  /// recorded and corrected; NaN: there was none.
  double agreement_before = std::numeric_limits<double>::quiet_NaN();
  double agreement_after = std::numeric_limits<double>::quiet_NaN();
  /// Cost of the white matter's boundary (0 best, 1 chance) before and after; NaN: not asked.
  double boundary_before = std::numeric_limits<double>::quiet_NaN();
  double boundary_after = std::numeric_limits<double>::quiet_NaN();
  std::vector<Problem> warnings;

  bool is_known() const { return !shift_voxels.empty(); }
};

/// No shifts, or finite ones, one per voxel, along one of three axes.
std::vector<Problem> validate(const Distortion& distortion, const std::string& where);

void add_content(Digester& digester, const Distortion& distortion);

}  // namespace rewire
