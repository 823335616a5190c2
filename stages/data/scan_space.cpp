#include "stages/data/scan_space.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"
#include "stages/data/part_mask.h"

namespace rewire {
namespace {

bool invertible(const Eigen::Matrix4d& matrix) {
  return matrix.allFinite() && std::abs(matrix.topLeftCorner<3, 3>().determinant()) > 1e-6;
}

}  // namespace

std::vector<Problem> validate(const ScanSpace& space, const std::string& where) {
  Requirements requirements(where, "look at the scan over its anatomy");
  requirements.add(validate(space.brain, where));
  require_part_mask(requirements, space.white_matter, space.brain.grid, "white matter");
  require_part_mask(requirements, space.csf, space.brain.grid, "cerebrospinal fluid");
  const bool shares_fit = same_grid(space.grey_share.grid, space.grid()) &&
                          space.grey_share.values.size() == space.grid().voxel_count();
  requirements.require(shares_fit,
                       "grey matter of " + describe(space.grey_share.grid),
                       "the brain mask's grid of " + describe(space.grid()));
  requirements.require(
      std::ranges::all_of(space.grey_share.values, [](float v) { return v >= 0.0F && v <= 1.0F; }),
      "shares of grey matter outside 0 to 1",
      "shares");
  requirements.add(validate(space.warp, where));
  requirements.require(invertible(space.t1w_from_bold) && invertible(space.template_from_bold),
                       "a transform that cannot be inverted",
                       "rigid or affine transforms");
  requirements.require(!(space.brain_dice < 0.0 || space.brain_dice > 1.0),
                       "a Dice overlap outside 0 to 1",
                       "a share");
  return requirements.take();
}

void add_content(Digester& digester, const ScanSpace& space) {
  add_content(digester, space.t1w_from_bold);
  add_content(digester, space.template_from_bold);
  add_content(digester, space.warp);
  add_content(digester, space.brain);
  add_content(digester, space.white_matter);
  add_content(digester, space.csf);
  add_content(digester, space.grey_share);
  add_content(digester, space.brain_dice);
}

}  // namespace rewire
