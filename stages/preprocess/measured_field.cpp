#include "stages/preprocess/measured_field.h"

#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/kernels/registration/automask.h"
#include "stages/kernels/registration/bspline.h"
#include "stages/kernels/registration/field_solver.h"
#include "stages/kernels/registration/morphology.h"
#include "stages/kernels/registration/mutual_information.h"
#include "stages/kernels/registration/opposed_pair.h"
#include "stages/kernels/registration/resample.h"
#include "stages/kernels/registration/threshold.h"
#include "stages/kernels/registration/unwrap_phase.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

constexpr double opening_mm = 4.0;
constexpr double closing_mm = 8.0;
constexpr double bright_share = 0.9;
/// Details of a measured field below this length are noise.
constexpr double field_length_mm = 1.0;
/// Of field and head motion of a pair.
constexpr int most_pair_rounds = 5;
constexpr double settled_mm = 0.15;
constexpr double far_mm = 3.0;
constexpr std::array<RegistrationLevel, 1> pair_levels{RegistrationLevel{.smoothing_mm = 4.0,
                                                                         .spacing_mm = 4.0,
                                                                         .first_step_mm = 0.5,
                                                                         .last_step_mm = 0.02,
                                                                         .most_iterations = 60}};

MaskValues head_of(const FieldMeasurement& field) {
  const Volume& image = field.images.front();
  MaskValues head;
  if (field.magnitude.values.empty()) {
    // Scanners and tools write zeros where they know nothing.
    head.resize(image.values.size());
    for (std::size_t v = 0; v < head.size(); ++v) head[v] = image.values[v] != 0.0F;
  } else {
    head = automask(view_of(field.magnitude), opening_mm, closing_mm);
  }
  if (count_inside(head) == 0) {
    throw NumericalError({.found = "a field map without a head",
                          .expected = "a magnitude image that shows one",
                          .where = "field map",
                          .remedy = "look at the images of the fmap directory"});
  }
  return head;
}

/// How far each voxel is to be trusted: the noise of a phase goes with 1 / magnitude.
std::vector<float> trust(const FieldMeasurement& field, const MaskValues& head) {
  std::vector<float> weights(head.begin(), head.end());
  const std::vector<float>& magnitude = field.magnitude.values;
  if (magnitude.empty()) return weights;
  const float bright = quantile(magnitude, bright_share);
  for (std::size_t v = 0; v < weights.size(); ++v) {
    const float share = std::clamp(magnitude[v] / bright, 0.0F, 1.0F);
    weights[v] *= share * share;
  }
  return weights;
}

MeasuredField from_gradient_echoes(const FieldMeasurement& field) {
  const Volume& image = field.images.front();
  const MaskValues head = head_of(field);
  std::vector<float> hertz = image.values;
  if (field.kind == FieldMeasurementKind::phase_difference) {
    hertz = unwrap_phase(image.grid.dims, image.values, field.magnitude.values, head);
    const double hertz_per_rad = 1.0 / (2.0 * std::numbers::pi * field.echo_difference_s);
    for (float& value : hertz) value *= static_cast<float>(hertz_per_rad);
  }
  hertz = fit_field(lattice_of(image.grid), hertz, trust(field, head), field_length_mm);
  return {.hertz = {.grid = image.grid, .values = std::move(hertz)},
          .head = field.magnitude,
          .warnings = {}};
}

PairField pair_field(const FieldMeasurement& field, std::span<const float> second) {
  return estimate_pair_field({.lattice = lattice_of(field.images[0].grid),
                              .first = field.images[0].values,
                              .second = second,
                              .axis = field.encodings[0].axis,
                              .first_voxels_per_hertz = field.encodings[0].voxels_per_hertz(),
                              .second_voxels_per_hertz = field.encodings[1].voxels_per_hertz()});
}

/// Root mean square over the voxels inside of how far a rigid step moves them.
double length_mm(const Grid& grid, const MaskValues& inside, const Eigen::Matrix4d& step) {
  double sum = 0.0;
  double count = 0.0;
  std::size_t index = 0;
  for (int k = 0; k < grid.dims[2]; ++k) {
    for (int j = 0; j < grid.dims[1]; ++j) {
      for (int i = 0; i < grid.dims[0]; ++i, ++index) {
        if (inside[index] == 0) continue;
        const Eigen::Vector4d place = grid.world_from_voxel * Eigen::Vector4d(i, j, k, 1.0);
        sum += (step * place - place).squaredNorm();
        count += 1.0;
      }
    }
  }
  return std::sqrt(sum / count);
}

/// The pair's field when the head moved from the first image to the second: field and motion in
/// turns. What turns the head along the phase-encode axis the field takes up at first, so that each
/// turn finds a part of what is left; a motion straight along it cannot be told from a constant
/// field and stays one.
struct MovedPair {
  PairField field;
  double moved_mm = 0.0;
};

MovedPair follow_head(const FieldMeasurement& field) {
  const Grid& grid = field.images[0].grid;
  MovedPair pair{.field = pair_field(field, field.images[1].values)};
  const MaskValues head = automask(view_of(grid, pair.field.first), opening_mm, closing_mm);
  if (count_inside(head) == 0) return pair;
  const CubicSpline second(grid.dims, field.images[1].values);
  Eigen::Matrix4d second_from_first = Eigen::Matrix4d::Identity();
  for (int round = 0; round < most_pair_rounds; ++round) {
    const Eigen::Matrix4d step = register_mutual_information(view_of(grid, pair.field.first),
                                                             head,
                                                             view_of(grid, pair.field.second),
                                                             Eigen::Matrix4d::Identity(),
                                                             TransformFamily::rigid,
                                                             pair_levels);
    if (length_mm(grid, head, step) < settled_mm) break;
    second_from_first = second_from_first * step;
    std::vector<float> moved(field.images[1].values.size());
    resample_cubic(second,
                   grid.dims,
                   grid.world_from_voxel.inverse() * second_from_first * grid.world_from_voxel,
                   moved);
    pair.field = pair_field(field, moved);
  }
  pair.moved_mm = length_mm(grid, head, second_from_first);
  return pair;
}

MeasuredField from_pair(const FieldMeasurement& field) {
  const Grid& grid = field.images[0].grid;
  MovedPair pair = follow_head(field);
  MeasuredField result{.hertz = {.grid = grid, .values = std::move(pair.field.field_hz)},
                       .head = {.grid = grid, .values = std::move(pair.field.first)},
                       .warnings = {}};
  for (std::size_t v = 0; v < pair.field.second.size(); ++v) {
    result.head.values[v] = 0.5F * (result.head.values[v] + pair.field.second[v]);
  }
  if (pair.moved_mm > far_mm) {
    result.warnings.push_back({.found = "a head that moved " + format_fixed(pair.moved_mm, 1) +
                                        " mm between the images of a pair",
                               .expected = "at most " + format_fixed(far_mm, 0) + " mm",
                               .where = "field map",
                               .remedy = "the motion was taken out; look at the corrected scan",
                               .severity = Severity::warning});
  }
  return result;
}

}  // namespace

MeasuredField measured_field(const FieldMeasurement& field) {
  return field.kind == FieldMeasurementKind::opposed_pair ? from_pair(field)
                                                          : from_gradient_echoes(field);
}

}  // namespace rewire
