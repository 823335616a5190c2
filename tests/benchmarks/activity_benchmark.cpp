// Local activity of a whole scan. Results are checked before anything is timed.
#include <benchmark/benchmark.h>

#include <cmath>

#include "stages/core/random.h"
#include "stages/local_activity/amplitude.h"
#include "stages/local_activity/homogeneity.h"

namespace rewire {
namespace {

constexpr Eigen::Index volumes = 240;
constexpr int edge = 61;  // 226981 voxels

/// White noise of unit variance.
Denoised scan() {
  Denoised scan;
  scan.bold.mask.grid.dims = {edge, edge, edge};
  scan.bold.mask.inside.assign(scan.bold.mask.grid.voxel_count(), 1);
  scan.bold.values.resize(static_cast<Eigen::Index>(scan.bold.mask.count()), volumes);
  RandomStream random(8, 0);
  for (float& value : scan.bold.values.reshaped()) value = static_cast<float>(random.normal());
  scan.bold.repetition_time_s = 2.0;
  scan.report.kept.assign(volumes, 1);
  return scan;
}

void check(benchmark::State& state, const ActivityMap& map, double expected) {
  const double mean = over_brain(map.values).mean;
  if (std::abs(mean / expected - 1.0) > 0.01) state.SkipWithError("wrong mean");
}

void measure_amplitude(benchmark::State& state) {
  const Denoised noise = scan();
  // 44 of 120 frequencies lie in 0.01 to 0.1 Hz.
  check(state, amplitude(noise, {}).maps[1], 44.0 / 120.0);
  for (auto _ : state) benchmark::DoNotOptimize(amplitude(noise, {}));
}
BENCHMARK(measure_amplitude)->Unit(benchmark::kMillisecond)->UseRealTime();

void measure_homogeneity(benchmark::State& state) {
  const Denoised noise = scan();
  const HomogeneityParams whole{.minimum_share = 1.0};
  check(state, homogeneity(noise, whole).maps[0], 1.0 / 27.0);
  for (auto _ : state) benchmark::DoNotOptimize(homogeneity(noise, {}));
}
BENCHMARK(measure_homogeneity)->Unit(benchmark::kMillisecond)->UseRealTime();

}  // namespace
}  // namespace rewire

BENCHMARK_MAIN();
