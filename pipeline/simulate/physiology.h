#pragma once

#include <vector>

#include "pipeline/simulate/params.h"
#include "stages/core/random.h"

namespace rewire::simulation {

/// What changes with time and is no region's signal, as shares of the signal.
struct Physiology {
  /// Heartbeat and breathing in pure CSF at volume t and excitation group g: [t * groups + g].
  std::vector<double> pulsation;
  std::vector<double> global;        ///< per volume, everywhere
  std::vector<double> drift;         ///< per volume, everywhere
  std::vector<double> uneven_drift;  ///< per volume, times the place along the phase-encode axis
};

/// `group_times_s`: when each group of slices is excited, from the start of a volume.
Physiology draw_physiology(const SimulateParams& params,
                           const std::vector<double>& group_times_s,
                           RandomStream& random);

}  // namespace rewire::simulation
