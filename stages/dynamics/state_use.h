#pragma once

#include <Eigen/Core>
#include <vector>

#include "stages/data/dynamics.h"

namespace rewire {

/// What a session's states (one per window or volume) are places of.
struct StatePlaces {
  std::vector<Eigen::Index> starts;  ///< volumes
  std::vector<int> runs;
  Eigen::Index step = 1;  ///< volumes from one to the next where none is left out
  double repetition_time_s = 0.0;
};

/// Shares, visits and changes of `sequence`, whose numbers are below `states`. A visit lasts its
/// number of places times the step, and ends where the next place is not one step later in the same
/// run. The silhouette is NaN.
StateUse use_of_states(std::vector<int> sequence, const StatePlaces& places, int states);

}  // namespace rewire
