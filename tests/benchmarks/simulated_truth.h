#pragma once

#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <vector>

#include "stages/data/distortion.h"
#include "stages/data/field_measurement.h"
#include "tests/benchmarks/simulated_person.h"

// How far an estimate is from what is true of a simulated person.
namespace rewire::benchmarks {

inline Eigen::Matrix4d random_pose(double mm, double deg, RandomStream& random, const Grid& grid) {
  Eigen::Matrix<double, 6, 1> pose;
  for (int i = 0; i < 3; ++i) pose[i] = mm * (2.0 * random.uniform() - 1.0);
  for (int i = 3; i < 6; ++i) pose[i] = deg * (2.0 * random.uniform() - 1.0) * 0.017453292519943295;
  return simulation::rigid_about(simulation::grid_centre(grid), pose);
}

/// Root mean squared distance over the brain between two ways of one scan.
inline double distance_mm(const Mask& brain, const Eigen::Matrix4d& a, const Eigen::Matrix4d& b) {
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

/// The scan as its header would have it after such a turn, and where its T1w then lies.
struct TurnedScan {
  Volume mean;
  Mask brain;
  Eigen::Matrix4d t1w_from_bold;
};

inline TurnedScan turned_scan(const Person& person,
                              const Volume& scan,
                              const Mask& brain,
                              const Eigen::Matrix4d& turn) {
  TurnedScan turned{.mean = scan, .brain = brain, .t1w_from_bold = turn.inverse()};
  turned.mean.grid.world_from_voxel =
      turn * person.geometry.t1w_from_bold * scan.grid.world_from_voxel;
  turned.brain.grid = turned.mean.grid;
  return turned;
}

inline FieldMeasurement field_of(const Person& person, FieldMeasurementKind kind) {
  const Grid& grid = person.geometry.grid;
  FieldMeasurement field;
  field.kind = kind;
  const double readout_s = person.params.echo_spacing_s * grid.dims[1];
  field.scan = {.axis = 1, .polarity = -1, .readout_s = readout_s};
  if (kind == FieldMeasurementKind::opposed_pair) {
    field.encodings = {field.scan, {.axis = 1, .polarity = 1, .readout_s = readout_s}};
    field.images = {person.echo_planar(simulation::BlipDirection::j_minus, 0.0, 10.0),
                    person.echo_planar(simulation::BlipDirection::j, 0.0, 10.0)};
  } else if (kind == FieldMeasurementKind::field) {
    field.images = {simulation::true_field_hz(person.shape, person.geometry, person.params)};
    Person still = person;
    still.params.distortion_mm = 0.0;
    field.magnitude = still.echo_planar(simulation::BlipDirection::j, 0.0, 10.0);
  }
  return field;
}

/// Of the true shift in the brain, where it is at least a tenth of a voxel. A shift of the whole
/// brain is left out: a rigid registration takes that up.
inline double median_removed(const Person& person, const Distortion& found, const Mask& brain) {
  const Volume truth = simulation::true_field_hz(person.shape, person.geometry, person.params);
  const double voxels_per_hertz =
      simulation::voxels_per_hertz(person.params, found.grid, simulation::scan_direction);
  const auto true_shift = [&](std::size_t v) {
    return voxels_per_hertz * static_cast<double>(truth.values[v]);
  };
  const std::vector<std::size_t> voxels = brain.indices();
  double common = 0.0;
  for (const std::size_t v : voxels) {
    common += static_cast<double>(found.shift_voxels[v]) - true_shift(v);
  }
  common /= static_cast<double>(voxels.size());
  std::vector<double> removed;
  for (const std::size_t v : voxels) {
    const double shift = true_shift(v);
    if (std::abs(shift) < 0.1) continue;
    const double left = std::abs(static_cast<double>(found.shift_voxels[v]) - common - shift);
    removed.push_back(1.0 - left / std::abs(shift));
  }
  const auto middle = removed.begin() + static_cast<std::ptrdiff_t>(removed.size() / 2);
  std::nth_element(removed.begin(), middle, removed.end());
  return *middle;
}

}  // namespace rewire::benchmarks
