#include "stages/data/realigned.h"

#include "stages/core/requirements.h"

namespace rewire {

std::vector<Problem> validate(const Realigned& realigned, const std::string& where) {
  Requirements requirements(where, "realign the scan again");
  requirements.add(validate(realigned.bold, where));
  requirements.add(validate(realigned.motion, where));
  requirements.add(validate(realigned.reference, where));
  requirements.require(realigned.motion.parameters.rows() == realigned.bold.volume_count(),
                       std::to_string(realigned.motion.parameters.rows()) + " rows of motion",
                       std::to_string(realigned.bold.volume_count()) + ", one per volume");
  requirements.require(same_grid(realigned.reference.grid, realigned.bold.grid),
                       "a reference of " + describe(realigned.reference.grid),
                       "the scan's grid of " + describe(realigned.bold.grid));
  return requirements.take();
}

void add_content(Digester& digester, const Realigned& realigned) {
  add_content(digester, realigned.bold);
  add_content(digester, realigned.motion);
  add_content(digester, realigned.reference);
}

}  // namespace rewire
