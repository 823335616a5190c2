#include "stages/data/scan_atlas.h"

#include <algorithm>
#include <cmath>

#include "stages/core/content.h"
#include "stages/core/requirements.h"

namespace rewire {

std::vector<Problem> validate(const ScanAtlas& scan_atlas, const std::string& where) {
  Requirements requirements(where, "carry the atlas to the scan again");
  requirements.add(validate(scan_atlas.atlas, where));
  requirements.require(
      scan_atlas.expected_voxels.size() == scan_atlas.atlas.regions.size(),
      std::to_string(scan_atlas.expected_voxels.size()) + " expected voxel counts",
      "one for each of " + std::to_string(scan_atlas.atlas.regions.size()) + " regions");
  requirements.require(std::all_of(scan_atlas.expected_voxels.begin(),
                                   scan_atlas.expected_voxels.end(),
                                   [](double count) { return std::isfinite(count) && count >= 0; }),
                       "expected voxel counts that are negative or not finite",
                       "counts of 0 or more");
  return requirements.take();
}

void add_content(Digester& digester, const ScanAtlas& scan_atlas) {
  add_content(digester, scan_atlas.atlas);
  add_content(digester, scan_atlas.expected_voxels);
}

}  // namespace rewire
