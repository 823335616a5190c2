#pragma once

#include <Eigen/Core>
#include <string>
#include <vector>

#include "stages/data/bold_run.h"
#include "stages/data/volume.h"

namespace rewire {

/// The voxels of a scan that lie inside a mask; the 4-D image is not needed beside it.
struct MaskedBold {
  Mask mask;
  Eigen::MatrixXf values;  ///< mask.count() voxels (in the order of mask.indices()) x volumes
  double repetition_time_s = 0.0;
  int dummy_volumes = 0;  ///< volumes already taken away from the start of the scan
};

/// The voxels of `bold` inside `mask`, which lies on its grid.
MaskedBold apply_mask(const BoldRun& bold, Mask mask);

std::vector<Problem> validate(const MaskedBold& bold, const std::string& where);

void add_content(Digester& digester, const MaskedBold& bold);

}  // namespace rewire
