#pragma once

#include <string>
#include <vector>

#include "stages/data/motion.h"
#include "stages/data/volume.h"

namespace rewire {

/// Where the head lay in each volume of a scan; no volume has been resampled for it.
struct MotionEstimate {
  Motion motion;
  Volume reference;  ///< the image to which the volumes were aligned, on the scan's grid
  std::vector<Problem> warnings;
};

/// Valid parts.
std::vector<Problem> validate(const MotionEstimate& estimate, const std::string& where);

void add_content(Digester& digester, const MotionEstimate& estimate);

}  // namespace rewire
