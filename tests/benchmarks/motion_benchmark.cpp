// Head motion and slice timing of a whole scan. Results are checked against the truth before
// anything is timed.
#include <benchmark/benchmark.h>
#include <sys/resource.h>

#include <cstdlib>

#include "stages/preprocess/estimate_motion.h"
#include "stages/preprocess/resample_scan.h"
#include "stages/preprocess/slice_timing.h"
#include "tests/benchmarks/moving_scan.h"

namespace rewire::benchmarks {
namespace {

constexpr Eigen::Index volumes = 240;

const Head& head() {
  static const Head colin(std::getenv("REWIRE_ATLAS_DIR") != nullptr
                              ? std::getenv("REWIRE_ATLAS_DIR")
                              : "/usr/share/mricron/templates");
  return colin;
}

const MovingScan& scan(Disturbance disturbance) {
  static const MovingScan quiet = moving_scan(head(), drifting_motion(volumes), Disturbance::noise);
  static const MovingScan alive =
      moving_scan(head(), drifting_motion(volumes), Disturbance::physiology);
  return disturbance == Disturbance::noise ? quiet : alive;
}

double peak_megabytes() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return static_cast<double>(usage.ru_maxrss) * 1024.0 / 1e6;
}

void estimate_head_motion(benchmark::State& state) {
  const MovingScan& moving = scan(static_cast<Disturbance>(state.range(0)));
  const double before = peak_megabytes();
  const MotionEstimate estimate = estimate_motion(moving.bold, {});
  const MotionError error = motion_error(estimate.motion.parameters, moving.truth);
  state.counters["rms_mm"] = error.rms_mm;
  state.counters["rms_deg"] = error.rms_deg;
  state.counters["largest_mm"] = error.largest_mm;
  state.counters["peak_above_MB"] = peak_megabytes() - before;
  if (!(error.rms_mm < 0.02 && error.rms_deg < 0.02 && error.largest_mm < 0.08)) {
    state.SkipWithError("motion is farther from the truth than it may be");
    return;
  }
  for (auto _ : state) benchmark::DoNotOptimize(estimate_motion(moving.bold, {}));
}
BENCHMARK(estimate_head_motion)->Arg(0)->Arg(1)->Unit(benchmark::kSecond)->UseRealTime();

void resample_scan_once(benchmark::State& state) {
  const MovingScan& moving = scan(Disturbance::noise);
  const MotionEstimate estimate = estimate_motion(moving.bold, {});
  for (auto _ : state) {
    benchmark::DoNotOptimize(resample_scan(moving.bold, estimate, Distortion(), {}));
  }
}
BENCHMARK(resample_scan_once)->Unit(benchmark::kSecond)->UseRealTime();

void correct_slice_times(benchmark::State& state) {
  BoldRun bold = scan(Disturbance::noise).bold;
  for (int k = 0; k < 36; ++k) bold.slice_times_s.push_back(k % 2 == 0 ? k / 36.0 : 1.0 + k / 36.0);
  const SliceTimingParams params{.method = state.range(0) == 0 ? SliceTimingMethod::fourier
                                                               : SliceTimingMethod::quintic};
  for (auto _ : state) benchmark::DoNotOptimize(correct_slice_timing(bold, params));
}
BENCHMARK(correct_slice_times)->Arg(0)->Arg(1)->Unit(benchmark::kSecond)->UseRealTime();

}  // namespace
}  // namespace rewire::benchmarks

BENCHMARK_MAIN();
