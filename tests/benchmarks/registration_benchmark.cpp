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
#include "tests/benchmarks/simulated_person.h"

namespace rewire::benchmarks {
namespace {

using simulation::BlipDirection;

const Anatomy& anatomy_of(const Person& person) {
  static const Anatomy anatomy = find_anatomy(person.t1w(), colin27(), {});
  return anatomy;
}

Eigen::Matrix4d random_pose(double mm, double deg, RandomStream& random, const Grid& grid) {
  Eigen::Matrix<double, 6, 1> pose;
  for (int i = 0; i < 3; ++i) pose[i] = mm * (2.0 * random.uniform() - 1.0);
  for (int i = 3; i < 6; ++i) pose[i] = deg * (2.0 * random.uniform() - 1.0) * 0.017453292519943295;
  return simulation::rigid_about(simulation::grid_centre(grid), pose);
}

/// Root mean squared distance over the brain between two ways of one scan.
double distance_mm(const Mask& brain, const Eigen::Matrix4d& a, const Eigen::Matrix4d& b) {
  double sum = 0.0;
  const std::vector<std::size_t> indices = brain.indices();
  const auto row = static_cast<std::size_t>(brain.grid.dims[0]);
  const auto slice = row * static_cast<std::size_t>(brain.grid.dims[1]);
  for (const std::size_t v : indices) {
    const Eigen::Vector4d place =
        brain.grid.world_from_voxel * Eigen::Vector4d(static_cast<double>(v % row),
                                                      static_cast<double>(v % slice / row),
                                                      static_cast<double>(v / slice),
                                                      1.0);
    sum += (a * place - b * place).squaredNorm();
  }
  return std::sqrt(sum / static_cast<double>(indices.size()));
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
      Volume moved = scan;
      // The true way of the moved header is the true one after the way back.
      moved.grid.world_from_voxel = person.geometry.t1w_from_bold * scan.grid.world_from_voxel;
      moved.grid.world_from_voxel = turned * moved.grid.world_from_voxel;
      const Mask moved_brain{.grid = moved.grid, .inside = brain.inside};
      const ScanSpace space = coregister(moved, moved_brain, anatomy, params);
      errors.push_back(distance_mm(moved_brain, space.t1w_from_bold, turned.inverse()));
      if (errors.back() < 0.5) ++recovered;
    }
    std::sort(errors.begin(), errors.end());
    state.counters["recovered"] = recovered;
    state.counters["trials"] = trials;
    state.counters["median_mm"] = errors[errors.size() / 2];
    state.counters["worst_mm"] = errors.back();
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

FieldMeasurement field_of(const Person& person, FieldMeasurementKind kind) {
  const Grid& grid = person.geometry.grid;
  FieldMeasurement field;
  field.kind = kind;
  const double readout_s = person.params.echo_spacing_s * grid.dims[1];
  field.scan = {.axis = 1, .polarity = -1, .readout_s = readout_s};
  if (kind == FieldMeasurementKind::opposed_pair) {
    field.encodings = {field.scan, {.axis = 1, .polarity = 1, .readout_s = readout_s}};
    field.images = {person.echo_planar(BlipDirection::j_minus, 0.0, 10.0),
                    person.echo_planar(BlipDirection::j, 0.0, 10.0)};
  } else if (kind == FieldMeasurementKind::field) {
    field.images = {simulation::true_field_hz(person.shape, person.geometry, person.params)};
    Person still = person;
    still.params.distortion_mm = 0.0;
    field.magnitude = still.echo_planar(BlipDirection::j, 0.0, 10.0);
  }
  return field;
}

/// Of the true shift in the brain, where it is at least a tenth of a voxel.
double median_removed(const Person& person, const Distortion& found, const Mask& brain) {
  const Volume truth = simulation::true_field_hz(person.shape, person.geometry, person.params);
  const double voxels_per_hertz =
      simulation::voxels_per_hertz(person.params, found.grid, simulation::scan_direction);
  std::vector<double> removed;
  for (const std::size_t v : brain.indices()) {
    const double shift = voxels_per_hertz * static_cast<double>(truth.values[v]);
    if (std::abs(shift) < 0.1) continue;
    const double left = std::abs(static_cast<double>(found.shift_voxels[v]) - shift);
    removed.push_back(1.0 - left / std::abs(shift));
  }
  const auto middle = removed.begin() + static_cast<std::ptrdiff_t>(removed.size() / 2);
  std::nth_element(removed.begin(), middle, removed.end());
  return *middle;
}

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
