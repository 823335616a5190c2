#include "stages/data/brain_overlap.h"

#include "stages/core/requirements.h"
#include "stages/data/matrix_content.h"

namespace rewire {

std::vector<Problem> validate(const BrainOverlap& overlap, const std::string& where) {
  Requirements requirements(where, "look at the scan over its anatomy");
  for (const MaskOverlap& masks : {overlap.anatomy, overlap.brain_template}) {
    for (const double share : {masks.dice, masks.overlap}) {
      requirements.require(
          !(share < 0.0 || share > 1.0), "an overlap of brain masks outside 0 to 1", "a share");
    }
    requirements.require(!(masks.correlation < -1.0 || masks.correlation > 1.0),
                         "a correlation of brain masks outside -1 to 1",
                         "a correlation");
  }
  return requirements.take();
}

void add_content(Digester& digester, const BrainOverlap& overlap) {
  for (const MaskOverlap& masks : {overlap.anatomy, overlap.brain_template}) {
    for (const double value : {masks.dice, masks.correlation, masks.overlap}) {
      add_content(digester, value);
    }
  }
}

}  // namespace rewire
