#include "stages/preprocess/measured_field.h"

#include <algorithm>
#include <numbers>

#include "stages/core/error.h"
#include "stages/kernels/registration/automask.h"
#include "stages/kernels/registration/field_solver.h"
#include "stages/kernels/registration/morphology.h"
#include "stages/kernels/registration/opposed_pair.h"
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
  return {.hertz = {.grid = image.grid, .values = std::move(hertz)}, .head = field.magnitude};
}

MeasuredField from_pair(const FieldMeasurement& field) {
  const Grid& grid = field.images[0].grid;
  PairField found =
      estimate_pair_field({.lattice = lattice_of(grid),
                           .first = field.images[0].values,
                           .second = field.images[1].values,
                           .axis = field.encodings[0].axis,
                           .first_voxels_per_hertz = field.encodings[0].voxels_per_hertz(),
                           .second_voxels_per_hertz = field.encodings[1].voxels_per_hertz()});
  MeasuredField result{.hertz = {.grid = grid, .values = std::move(found.field_hz)},
                       .head = {.grid = grid, .values = std::move(found.first)}};
  for (std::size_t v = 0; v < found.second.size(); ++v) {
    result.head.values[v] = 0.5F * (result.head.values[v] + found.second[v]);
  }
  return result;
}

}  // namespace

MeasuredField measured_field(const FieldMeasurement& field) {
  return field.kind == FieldMeasurementKind::opposed_pair ? from_pair(field)
                                                          : from_gradient_echoes(field);
}

}  // namespace rewire
