#include "pipeline/simulate/physiology.h"

#include <cmath>
#include <numbers>

namespace rewire::simulation {
namespace {

/// A wave whose rate wanders around `rate_hz`, sampled at increasing times.
class Wave {
 public:
  Wave(double rate_hz, RandomStream& random)
      : rate_hz_(rate_hz), phase_(2.0 * std::numbers::pi * random.uniform()), random_(random) {}
  double at(double time_s) {
    const double step_s = time_s - time_s_;
    wander_ = 0.9 * wander_ + 0.02 * random_.normal();
    phase_ += 2.0 * std::numbers::pi * rate_hz_ * (1.0 + wander_) * step_s;
    time_s_ = time_s;
    return std::sin(phase_) + 0.3 * std::sin(2.0 * phase_);
  }

 private:
  double rate_hz_;
  double phase_;
  double time_s_ = 0.0;
  double wander_ = 0.0;
  RandomStream& random_;
};

}  // namespace

Physiology draw_physiology(const SimulateParams& params,
                           const std::vector<double>& group_times_s,
                           RandomStream& random) {
  Physiology result;
  Wave heart(1.05 + 0.1 * random.normal(), random);
  Wave breath(0.27 + 0.03 * random.normal(), random);
  const double bend = random.normal();
  const double slope = random.normal();
  const double uneven = random.normal();
  double slow = 0.0;
  for (std::int64_t t = 0; t < params.volumes; ++t) {
    // Groups are numbered by time, so that the waves only go forward.
    for (const double group_time_s : group_times_s) {
      const double time_s = static_cast<double>(t) * params.repetition_time_s + group_time_s;
      result.pulsation.push_back(0.01 * (params.cardiac_percent * heart.at(time_s) +
                                         params.respiratory_percent * breath.at(time_s)));
    }
    slow = 0.8 * slow + 0.6 * random.normal();
    result.global.push_back(0.01 * params.global_percent * slow);
    const double x = 2.0 * static_cast<double>(t) / static_cast<double>(params.volumes - 1) - 1.0;
    const double size = 0.005 * params.drift_percent;
    result.drift.push_back(size * (slope * x + bend * (x * x - 1.0 / 3.0)));
    result.uneven_drift.push_back(size * uneven * x);
  }
  return result;
}

}  // namespace rewire::simulation
