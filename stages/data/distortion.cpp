#include "stages/data/distortion.h"

#include <algorithm>
#include <cmath>

#include "stages/core/content.h"
#include "stages/core/requirements.h"

namespace rewire {

std::vector<Problem> validate(const Distortion& distortion, const std::string& where) {
  if (!distortion.is_known()) return {};
  Requirements requirements(where, "estimate the distortion again");
  requirements.add(validate(distortion.grid, where));
  requirements.require(distortion.shift_voxels.size() == distortion.grid.voxel_count(),
                       std::to_string(distortion.shift_voxels.size()) + " shifts",
                       "one per voxel of " + describe(distortion.grid));
  requirements.require(std::all_of(distortion.shift_voxels.begin(),
                                   distortion.shift_voxels.end(),
                                   [](float shift) { return std::isfinite(shift); }),
                       "shifts that are not finite",
                       "finite numbers of voxels");
  requirements.require(distortion.axis >= 0 && distortion.axis < 3,
                       "axis " + std::to_string(distortion.axis),
                       "0, 1 or 2 for the voxel axes i, j, k");
  return requirements.take();
}

void add_content(Digester& digester, const Distortion& distortion) {
  add_content(digester, distortion.is_known());
  digester.text(distortion.method);
  if (!distortion.is_known()) return;
  add_content(digester, distortion.grid);
  add_content(digester, distortion.shift_voxels);
  add_content(digester, distortion.axis);
  add_content(digester, distortion.modulation);
  add_content(digester, distortion.voxels_per_hertz);
}

}  // namespace rewire
