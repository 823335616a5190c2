#pragma once

#include <vector>

#include "pipeline/simulate/params.h"
#include "stages/core/random.h"
#include "stages/data/motion.h"

namespace rewire::simulation {

struct HeadMotion {
  Motion motion;                 ///< of every volume, dummies included; the first steady one is 0
  std::vector<double> jumps_mm;  ///< per volume: size of a sudden movement just before it, else 0
};

/// Slow drift, small restlessness and jumps. `scale` multiplies everything.
HeadMotion draw_motion(const SimulateParams& params, double scale, RandomStream& random);

}  // namespace rewire::simulation
