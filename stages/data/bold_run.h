#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/data/grid.h"

namespace rewire {

/// One 4-D scan.
struct BoldRun {
  Grid grid;
  Eigen::MatrixXf values;  ///< voxels x volumes: one volume is contiguous (disk order)
  double repetition_time_s = 0.0;
  /// Per slice (ascending voxel index) from the volume's start, as the scan's sidecar says them, be
  /// they plausible or not; empty when unknown.
  std::vector<double> slice_times_s;
  int slice_axis = 2;          ///< voxel axis along which slices follow each other: 0, 1, 2
  int dummy_volumes = 0;       ///< volumes already taken away from the start of the scan
  int non_steady_volumes = 0;  ///< volumes at the start that are there, but not in the steady state

  Eigen::Index volume_count() const { return values.cols(); }
};

/// Valid grid, values that fit it, at least two volumes, a repetition time of 0.05 to 30 s, finite
/// values, and no volume that is zero throughout.
std::vector<Problem> validate(const BoldRun& bold, const std::string& where);

void add_content(Digester& digester, const BoldRun& bold);

}  // namespace rewire
