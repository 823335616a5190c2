#include "stages/data/target_space.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "stages/core/content.h"
#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"

namespace rewire {

std::vector<Problem> validate(const TargetSpace& target, const std::string& where) {
  Requirements requirements(where, "make the transform to the target again");
  requirements.add(validate(target.grid, where));
  requirements.require(
      target.bold_from_target.allFinite() && std::abs(target.bold_from_target.determinant()) > 1e-9,
      "a transform that cannot be inverted",
      "a transform from the target to the scan");
  requirements.require(target.displacement_mm.empty() ||
                           target.displacement_mm.size() == 3 * target.grid.voxel_count(),
                       std::to_string(target.displacement_mm.size()) + " displacement components",
                       "three per voxel of " + describe(target.grid) + " or none");
  requirements.require(std::all_of(target.displacement_mm.begin(),
                                   target.displacement_mm.end(),
                                   [](float component) { return std::isfinite(component); }),
                       "displacements that are not finite",
                       "finite numbers of mm");
  return requirements.take();
}

void add_content(Digester& digester, const TargetSpace& target) {
  digester.text(target.space);
  add_content(digester, target.grid);
  add_content(digester, target.bold_from_target);
  add_content(digester, target.displacement_mm);
}

}  // namespace rewire
