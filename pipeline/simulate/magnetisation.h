#pragma once

#include <cstdint>

#include "pipeline/simulate/params.h"

namespace rewire::simulation {

/// Longitudinal relaxation times at 3 T.
inline constexpr double grey_t1_s = 1.3;
inline constexpr double fluid_t1_s = 4.0;

/// Longitudinal magnetisation before pulse `pulse` (from 0, fully relaxed) of equal pulses,
/// relative to the steady state: 1 + (1 / m - 1) * (E cos a)^pulse with E = exp(-TR / T1), the flip
/// angle a and m = (1 - E) / (1 - E cos a). Transverse magnetisation is taken as gone by the next
/// pulse.
double saturation(const SimulateParams& params, std::int64_t pulse, double t1_s);

/// Pulses until CSF, the slowest tissue, is within 0.5 % of its steady state.
std::int64_t volumes_to_steady_state(const SimulateParams& params);

/// How many of these volumes are at the start of the file, and how many the scanner discarded.
std::int64_t dummy_volumes(const SimulateParams& params);
std::int64_t discarded_volumes(const SimulateParams& params);

}  // namespace rewire::simulation
