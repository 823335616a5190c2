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
  std::vector<double> slice_times_s;  ///< per slice from the volume's start; empty when unknown
  int dummy_volumes = 0;              ///< volumes already taken away from the start of the scan

  Eigen::Index volume_count() const { return values.cols(); }
};

/// Valid grid, values that fit it, at least two volumes, a repetition time of 0.05 to 30 s, finite
/// values, and no volume that is zero throughout.
std::vector<Problem> validate(const BoldRun& bold, const std::string& where);

void add_content(Digester& digester, const BoldRun& bold);

}  // namespace rewire
