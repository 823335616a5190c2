#include "stages/data/brain_template.h"

#include <algorithm>

#include "stages/core/content.h"
#include "stages/core/requirements.h"

namespace rewire {

std::vector<Problem> validate(const BrainTemplate& brain_template, const std::string& where) {
  Requirements requirements(where, "install the template again");
  requirements.add(validate(brain_template.brain, where));
  requirements.add(validate(brain_template.brain_mask, where));
  requirements.require(same_grid(brain_template.brain.grid, brain_template.brain_mask.grid),
                       "a mask of " + describe(brain_template.brain_mask.grid),
                       "the brain's grid of " + describe(brain_template.brain.grid));
  if (brain_template.has_head()) {
    requirements.add(validate(brain_template.head, where));
    requirements.require(same_grid(brain_template.brain.grid, brain_template.head.grid),
                         "a head of " + describe(brain_template.head.grid),
                         "the brain's grid of " + describe(brain_template.brain.grid));
  }
  requirements.require(brain_template.brain_mask.count() >= 100,
                       std::to_string(brain_template.brain_mask.count()) + " brain voxels",
                       "at least 100");
  const auto [low, high] =
      std::minmax_element(brain_template.brain.values.begin(), brain_template.brain.values.end());
  requirements.require(low != high && *low < *high, "one intensity throughout", "contrast");
  return requirements.take();
}

void add_content(Digester& digester, const BrainTemplate& brain_template) {
  add_content(digester, brain_template.name);
  add_content(digester, brain_template.brain);
  add_content(digester, brain_template.has_head());
  if (brain_template.has_head()) add_content(digester, brain_template.head);
  add_content(digester, brain_template.brain_mask);
}

}  // namespace rewire
