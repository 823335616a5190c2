#include "stages/data/anatomy.h"

#include <Eigen/LU>
#include <cmath>

#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"
#include "stages/data/part_mask.h"

namespace rewire {

std::vector<Problem> validate(const Anatomy& anatomy, const std::string& where) {
  Requirements requirements(where, "look at the T1w and its registration");
  requirements.add(validate(anatomy.head, where));
  requirements.add(validate(anatomy.brain, where));
  requirements.require(same_grid(anatomy.head.grid, anatomy.brain.grid),
                       "a head of " + describe(anatomy.head.grid),
                       "the brain mask's grid of " + describe(anatomy.brain.grid));
  require_part_mask(requirements, anatomy.white_matter, anatomy.brain.grid, "white matter");
  require_part_mask(requirements, anatomy.csf, anatomy.brain.grid, "cerebrospinal fluid");
  const double size = anatomy.template_from_t1w.topLeftCorner<3, 3>().determinant();
  requirements.require(anatomy.template_from_t1w.allFinite() && std::abs(size) > 1e-6,
                       "a template_from_t1w that cannot be inverted",
                       "an affine transform");
  requirements.require(std::abs(anatomy.template_correlation) <= 1.0 + 1e-9,
                       "a correlation with the template outside -1 to 1",
                       "a correlation");
  return requirements.take();
}

void add_content(Digester& digester, const Anatomy& anatomy) {
  add_content(digester, anatomy.source);
  add_content(digester, anatomy.space);
  add_content(digester, anatomy.head);
  add_content(digester, anatomy.brain);
  add_content(digester, anatomy.white_matter);
  add_content(digester, anatomy.csf);
  add_content(digester, anatomy.template_from_t1w);
  add_content(digester, anatomy.template_correlation);
}

}  // namespace rewire
