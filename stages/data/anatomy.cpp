#include "stages/data/anatomy.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"
#include "stages/data/part_mask.h"

namespace rewire {
namespace {

void require_probabilities(Requirements& requirements,
                           const Volume& probability,
                           const Grid& grid,
                           const std::string& name) {
  requirements.require(
      same_grid(probability.grid, grid) && probability.values.size() == grid.voxel_count(),
      "probabilities of " + name + " with " + std::to_string(probability.values.size()) +
          " voxels on " + describe(probability.grid),
      "the brain mask's grid of " + describe(grid));
  const bool in_range = std::ranges::all_of(
      probability.values, [](float value) { return value >= 0.0F && value <= 1.0001F; });
  requirements.require(in_range, "probabilities of " + name + " outside 0 to 1", "probabilities");
}

}  // namespace

std::vector<Problem> validate(const Anatomy& anatomy, const std::string& where) {
  Requirements requirements(where, "look at the T1w and its registration");
  requirements.add(validate(anatomy.head, where));
  requirements.add(validate(anatomy.brain, where));
  requirements.require(same_grid(anatomy.head.grid, anatomy.brain.grid),
                       "a head of " + describe(anatomy.head.grid),
                       "the brain mask's grid of " + describe(anatomy.brain.grid));
  require_part_mask(requirements, anatomy.white_matter, anatomy.brain.grid, "white matter");
  require_part_mask(requirements, anatomy.csf, anatomy.brain.grid, "cerebrospinal fluid");
  require_part_mask(requirements, anatomy.grey_matter, anatomy.brain.grid, "grey matter");
  const Grid& grid = anatomy.brain.grid;
  require_probabilities(requirements, anatomy.grey_probability, grid, "grey matter");
  require_probabilities(requirements, anatomy.white_probability, grid, "white matter");
  require_probabilities(requirements, anatomy.csf_probability, grid, "cerebrospinal fluid");
  requirements.add(validate(anatomy.warp, where));
  const double size = anatomy.template_from_t1w.topLeftCorner<3, 3>().determinant();
  requirements.require(anatomy.template_from_t1w.allFinite() && std::abs(size) > 1e-6,
                       "a template_from_t1w that cannot be inverted",
                       "an affine transform");
  requirements.require(std::abs(anatomy.template_correlation) <= 1.0 + 1e-9,
                       "a correlation with the template outside -1 to 1",
                       "a correlation");
  requirements.require(
      std::isnan(anatomy.template_brain_dice) ||
          (anatomy.template_brain_dice >= 0.0 && anatomy.template_brain_dice <= 1.0),
      "an overlap with the template's brain outside 0 to 1",
      "a Dice overlap, or none");
  requirements.require(anatomy.template_coverage >= 0.0 && anatomy.template_coverage <= 1.0,
                       "a covered share of the template outside 0 to 1",
                       "a share");
  return requirements.take();
}

void add_content(Digester& digester, const Anatomy& anatomy) {
  add_content(digester, anatomy.source);
  add_content(digester, anatomy.space);
  add_content(digester, anatomy.head);
  add_content(digester, anatomy.brain);
  add_content(digester, anatomy.white_matter);
  add_content(digester, anatomy.csf);
  add_content(digester, anatomy.grey_matter);
  add_content(digester, anatomy.grey_probability);
  add_content(digester, anatomy.white_probability);
  add_content(digester, anatomy.csf_probability);
  add_content(digester, anatomy.template_from_t1w);
  add_content(digester, anatomy.warp);
  add_content(digester, anatomy.template_correlation);
  add_content(digester, anatomy.template_brain_dice);
  add_content(digester, anatomy.template_coverage);
}

}  // namespace rewire
