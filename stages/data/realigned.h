#pragma once

#include <string>
#include <vector>

#include "stages/data/bold_run.h"
#include "stages/data/motion.h"
#include "stages/data/volume.h"

namespace rewire {

/// A scan whose volumes were brought onto one reference, with one interpolation of each.
struct Realigned {
  BoldRun bold;
  Motion motion;
  Volume reference;  ///< mean of the realigned volumes
  std::vector<Problem> warnings;
};

/// Valid parts; one row of motion per volume; the reference on the scan's grid.
std::vector<Problem> validate(const Realigned& realigned, const std::string& where);

void add_content(Digester& digester, const Realigned& realigned);

}  // namespace rewire
