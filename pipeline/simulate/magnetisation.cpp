#include "pipeline/simulate/magnetisation.h"

#include <cmath>
#include <numbers>

namespace rewire::simulation {

double saturation(const SimulateParams& params, std::int64_t pulse, double t1_s) {
  const double flip_angle_rad = params.flip_angle_deg * std::numbers::pi / 180.0;
  const double recovery = std::exp(-params.repetition_time_s / t1_s);
  const double kept = recovery * std::cos(flip_angle_rad);
  const double steady = (1.0 - recovery) / (1.0 - kept);
  return 1.0 + (1.0 / steady - 1.0) * std::pow(kept, static_cast<double>(pulse));
}

std::int64_t volumes_to_steady_state(const SimulateParams& params) {
  constexpr double tolerance = 0.005;
  constexpr std::int64_t most = 1000;
  std::int64_t pulse = 0;
  while (pulse < most && saturation(params, pulse, fluid_t1_s) - 1.0 > tolerance) ++pulse;
  return pulse;
}

std::int64_t dummy_volumes(const SimulateParams& params) {
  return params.dummy_volumes.value_or(volumes_to_steady_state(params));
}

std::int64_t discarded_volumes(const SimulateParams& params) {
  return volumes_to_steady_state(params) - dummy_volumes(params);
}

}  // namespace rewire::simulation
