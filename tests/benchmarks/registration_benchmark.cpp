// A scan to its T1w, and what distortion is removed, on a simulated person whose truth is known.
// Results are checked before anything is timed.
#include <benchmark/benchmark.h>

#include <algorithm>
#include <cmath>

#include "stages/preprocess/anatomy.h"
#include "stages/preprocess/coregister.h"
#include "stages/preprocess/mask_brain.h"
#include "stages/preprocess/measure_distortion.h"
#include "stages/preprocess/register_distortion.h"
#include "tests/benchmarks/simulated_truth.h"

namespace rewire::benchmarks {
namespace {

const Anatomy& anatomy_of(const Person& person) {
  static const Anatomy anatomy = find_anatomy(person.t1w(), colin27(), {});
  return anatomy;
}

/// Starts within 6 mm and 6 degrees of the truth: the scan's header is turned, its voxels stay.
void recover_random_starts(benchmark::State& state) {
  const Person person(7);
  const Anatomy& anatomy = anatomy_of(person);
  Volume scan = person.echo_planar(simulation::scan_direction, person.params.dropout, 3.0);
  const CoregisterParams params{.refinement = static_cast<CoregisterRefinement>(state.range(0))};
  RandomStream random(7, 1);
  const Mask brain = mask_brain(scan, {});
  constexpr int trials = 50;
  for (auto _ : state) {
    int recovered = 0;
    std::vector<double> errors;
    for (int trial = 0; trial < trials; ++trial) {
      const Eigen::Matrix4d turned = random_pose(6.0, 6.0, random, scan.grid);
      const TurnedScan moved = turned_scan(person, scan, brain, turned);
      const ScanSpace space = coregister(moved.mean, moved.brain, anatomy, params);
      errors.push_back(distance_mm(moved.brain, space.t1w_from_bold, moved.t1w_from_bold));
      if (errors.back() < 0.5) ++recovered;
    }
    std::sort(errors.begin(), errors.end());
    state.counters["recovered"] = recovered;
    state.counters["trials"] = trials;
    state.counters["median_mm"] = errors[errors.size() / 2];
    state.counters["percentile_95_mm"] = errors[errors.size() * 95 / 100];
    state.counters["worst_mm"] = errors.back();
    if (params.refinement == CoregisterRefinement::boundary && recovered < trials * 95 / 100) {
      state.SkipWithError("too few starts were recovered");
    }
  }
  state.counters["seconds_each"] = benchmark::Counter(
      trials, benchmark::Counter::kIsIterationInvariantRate | benchmark::Counter::kInvert);
}
BENCHMARK(recover_random_starts)
    ->Arg(0)
    ->Arg(1)
    ->Unit(benchmark::kSecond)
    ->UseRealTime()
    ->Iterations(1);

void remove_distortion(benchmark::State& state) {
  const Person person(7, 4.0);
  const auto kind = static_cast<FieldMeasurementKind>(state.range(0));
  const FieldMeasurement field = field_of(person, kind);
  MotionEstimate estimate;
  estimate.reference = person.echo_planar(simulation::scan_direction, person.params.dropout, 3.0);
  const Anatomy* anatomy = kind == FieldMeasurementKind::none ? &anatomy_of(person) : nullptr;
  const auto find = [&] {
    return anatomy != nullptr ? register_distortion(estimate, field, *anatomy, {})
                              : measure_distortion(estimate, field, {});
  };
  Distortion found;
  for (auto _ : state) found = find();
  const Mask brain = mask_brain(estimate.reference, {});
  state.counters["median_removed"] = median_removed(person, found, brain);
  state.counters["agreement_before"] = found.agreement_before;
  state.counters["agreement_after"] = found.agreement_after;
}
BENCHMARK(remove_distortion)
    ->ArgName("kind")
    ->Arg(static_cast<int>(FieldMeasurementKind::field))
    ->Arg(static_cast<int>(FieldMeasurementKind::opposed_pair))
    ->Arg(static_cast<int>(FieldMeasurementKind::none))
    ->Unit(benchmark::kSecond)
    ->UseRealTime()
    ->Iterations(1);

}  // namespace
}  // namespace rewire::benchmarks

BENCHMARK_MAIN();
