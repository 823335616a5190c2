#pragma once

#include <string>
#include <vector>

#include "stages/data/atlas.h"

namespace rewire {

/// An atlas carried into the space of one scan.
struct ScanAtlas {
  Atlas atlas;  ///< label_map lies on the scan's grid
  /// Per region: the voxels that it would have in an unlimited field of view of the scan's voxel
  /// size, the denominator of coverage.
  std::vector<double> expected_voxels;
};

std::vector<Problem> validate(const ScanAtlas& scan_atlas, const std::string& where);

void add_content(Digester& digester, const ScanAtlas& scan_atlas);

}  // namespace rewire
