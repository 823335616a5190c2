#include "stages/preprocess/register_distortion.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>
#include <utility>

#include "stages/core/error.h"
#include "stages/core/interrupt.h"
#include "stages/core/number_text.h"
#include "stages/kernels/registration/field_solver.h"
#include "stages/kernels/registration/local_correlation.h"
#include "stages/kernels/registration/mattes.h"
#include "stages/kernels/registration/morphology.h"
#include "stages/kernels/registration/resample.h"
#include "stages/kernels/registration/smooth.h"
#include "stages/preprocess/coregister.h"
#include "stages/preprocess/corrected_reference.h"
#include "stages/preprocess/mask_brain.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

/// Brightness of the tissues in a T2*-weighted image, grey matter 1.
constexpr float white_brightness = 0.8F;
constexpr float fluid_brightness = 1.3F;
constexpr double margin_mm = 4.0;
constexpr double agreement_spacing_mm = 3.0;
constexpr int rounds = 2;
constexpr float noise_variance = 0.02F;
constexpr float longest_step_voxels = 0.5F;
/// What holds a voxel where it is, against a mean weight of 1 of what the images ask for: the
/// scan's place in the T1w is not known to better than a common shift.
constexpr float rest_weight = 0.1F;
/// A membrane stiff enough that windows without contrast follow their neighbours.
constexpr int solver_iterations = 80;
constexpr double solver_tolerance = 1e-2;

struct Level {
  double smoothing_mm;
  int radius;  ///< of the windows, in voxels
  double stiffness_mm;
  int steps;
};
constexpr std::array<Level, 2> levels{{{8.0, 3, 9.0, 12}, {4.0, 2, 7.0, 12}}};

constexpr std::array papers{
    Paper{"Wang S, Peterson DJ, Gatenby JC, Li W, Grabowski TJ, Madhyastha TM",
          2017,
          "Evaluation of field map and nonlinear registration methods for correction of "
          "susceptibility artifacts in diffusion MRI",
          "10.3389/fninf.2017.00017",
          "registration along the phase-encode axis"},
    Paper{"Avants BB, Epstein CL, Grossman M, Gee JC",
          2008,
          "Symmetric diffeomorphic image registration with cross-correlation: evaluating automated "
          "labeling of elderly and neurodegenerative brain",
          "10.1016/j.media.2007.06.004",
          "local cross-correlation"}};

/// The anatomy as a scan without distortion would show it.
Volume as_scan(const Anatomy& anatomy, const Grid& grid, const Eigen::Matrix4d& t1w_from_bold) {
  std::vector<float> brightness(anatomy.brain.inside.size(), 0.0F);
  for (std::size_t v = 0; v < brightness.size(); ++v) {
    brightness[v] = anatomy.grey_probability.values[v] +
                    white_brightness * anatomy.white_probability.values[v] +
                    fluid_brightness * anatomy.csf_probability.values[v];
  }
  const std::array<double, 3> spacing = grid.spacing_mm();
  const double voxel_mm = (spacing[0] + spacing[1] + spacing[2]) / 3.0;
  const Grid& fine = anatomy.brain.grid;
  brightness = smooth(view_of(fine, brightness), voxel_mm);
  return {
      .grid = grid,
      .values = resample_linear(view_of(fine, brightness), lattice_of(grid), t1w_from_bold, 0.0F)};
}

/// Smooth, with unit variance over the region.
std::vector<float> prepared(const Volume& image, const MaskValues& region, double smoothing_mm) {
  std::vector<float> values = smooth(view_of(image), smoothing_mm);
  double n = 0.0, sum = 0.0, squares = 0.0;
  for (std::size_t v = 0; v < values.size(); ++v) {
    if (region[v] == 0) continue;
    const auto value = static_cast<double>(values[v]);
    n += 1.0;
    sum += value;
    squares += value * value;
  }
  const double variance = squares / n - sum * sum / (n * n);
  const auto scale = static_cast<float>(variance > 0.0 ? 1.0 / std::sqrt(variance) : 0.0);
  for (float& value : values) value *= scale;
  return values;
}

/// One step along the axis: u of (H + rest + membrane) u = b - (rest + membrane) shift. The whole
/// shift is held, not only what it changes by, so that small pulls do not add up.
std::vector<float> step_along(const NormalEquations& equations,
                              int axis,
                              const Membrane& shape,
                              std::span<const float> shift) {
  const auto place = static_cast<std::size_t>(axis);
  const std::vector<float>& pull = equations.part[6 + place];
  std::vector<float> weight = equations.part[place];
  double total = 0.0;
  double counted = 0.0;
  for (const float value : weight) {
    if (!(value > 0.0F)) continue;
    total += static_cast<double>(value);
    counted += 1.0;
  }
  if (!(counted > 0.0)) return std::vector<float>(pull.size(), 0.0F);
  const auto scale = static_cast<float>(counted / total);
  std::vector<float> right = pull;
  std::vector<float> held(shift.size(), 0.0F);
  shape.add_product(shift, held);
  for (std::size_t v = 0; v < right.size(); ++v) {
    right[v] = scale * right[v] - held[v] - rest_weight * shift[v];
    weight[v] = scale * weight[v] + rest_weight;
  }
  std::vector<float> diagonal = weight;
  shape.add_diagonal(diagonal);
  const FieldOperator matrix = [&](std::span<const float> in, std::span<float> out) {
    for (std::size_t v = 0; v < in.size(); ++v) out[v] = weight[v] * in[v];
    shape.add_product(in, out);
  };
  std::vector<float> step(pull.size(), 0.0F);
  solve_field(matrix, diagonal, right, step, solver_iterations, solver_tolerance);
  return step;
}

void fit_shift(Distortion& distortion,
               const Volume& reference,
               const Volume& target,
               const MaskValues& region) {
  for (const Level& level : levels) {
    ImagePair pair{.dims = distortion.grid.dims,
                   .fixed = prepared(target, region, level.smoothing_mm),
                   .moving = {},
                   .weight = std::vector<float>(region.begin(), region.end())};
    const Membrane shape = membrane_of(lattice_of(distortion.grid), level.stiffness_mm);
    for (int i = 0; i < level.steps; ++i) {
      throw_if_interrupted();
      pair.moving =
          prepared(corrected_reference(reference, distortion), region, level.smoothing_mm);
      const NormalEquations equations = local_correlation(pair, level.radius, noise_variance, 1);
      const std::vector<float> step =
          step_along(equations, distortion.axis, shape, distortion.shift_voxels);
      float longest = 0.0F;
      for (std::size_t v = 0; v < step.size(); ++v) {
        const float length = std::clamp(step[v], -longest_step_voxels, longest_step_voxels);
        distortion.shift_voxels[v] += length;
        longest = std::max(longest, std::abs(length));
      }
      if (longest < 0.02F) break;
    }
  }
}

Distortion uncorrected(const std::string& found, const std::string& expected) {
  Distortion distortion;
  distortion.method = "none: " + found;
  distortion.warnings.push_back({.found = found,
                                 .expected = expected,
                                 .where = "scan to T1w along its phase-encode axis",
                                 .remedy = "the distortion stays",
                                 .severity = Severity::warning});
  return distortion;
}

/// Of weak contrast a registration removes a part at best.
void warn_of_no_gain(Distortion& distortion) {
  if (distortion.agreement_after > distortion.agreement_before) return;
  distortion.warnings.push_back(
      {.found = "a mutual information with the T1w of " +
                format_fixed(distortion.agreement_after, 4) + " after the correction, " +
                format_fixed(distortion.agreement_before, 4) + " before",
       .expected = "a scan that becomes more like the T1w",
       .where = "scan to T1w along its phase-encode axis",
       .remedy = "measure the field; look at both scans over the T1w, or set distortion.source = "
                 "none",
       .severity = Severity::warning});
}

}  // namespace

std::vector<Problem> check_register_distortion(const MotionEstimate& estimate,
                                               const FieldMeasurement&,
                                               const Anatomy& anatomy,
                                               const DistortionParams&) {
  std::vector<Problem> problems = validate(estimate.reference.grid, "motion reference");
  append(problems, validate(anatomy.brain.grid, "anatomy"));
  return problems;
}

Distortion register_distortion(const MotionEstimate& estimate,
                               const FieldMeasurement& field,
                               const Anatomy& anatomy,
                               const DistortionParams& params) {
  throw_if_errors(check_register_distortion(estimate, field, anatomy, params));
  if (field.scan.axis < 0) {
    return uncorrected("no PhaseEncodingDirection of the scan", "i, j, k, i-, j- or k-");
  }
  if (anatomy.source != AnatomySource::own_t1w) {
    return uncorrected("no T1w of the participant", "one without distortion");
  }
  const Volume& reference = estimate.reference;
  Distortion distortion;
  distortion.grid = reference.grid;
  distortion.shift_voxels.assign(reference.values.size(), 0.0F);
  distortion.axis = field.scan.axis;
  distortion.method = "registration to the T1w along the phase-encode axis";
  const Lattice lattice = lattice_of(reference.grid);
  const auto place = [&] {
    const Volume image = corrected_reference(reference, distortion);
    const Mask brain = mask_brain(image, {});
    return std::pair(coregister(image, brain, anatomy, {}), brain);
  };
  for (int round = 0; round < rounds; ++round) {
    const auto [space, brain] = place();
    const Volume target = as_scan(anatomy, reference.grid, space.t1w_from_bold);
    const MaskValues region = dilate(lattice, brain.inside, margin_mm);
    fit_shift(distortion, reference, target, region);
    const auto agreement = [&](const Volume& image) {
      return MattesInformation(view_of(image), region, view_of(target), agreement_spacing_mm)
          .at(Eigen::Matrix4d::Identity())
          .information;
    };
    distortion.agreement_before = agreement(reference);
    distortion.agreement_after = agreement(corrected_reference(reference, distortion));
  }
  distortion.modulation = params.modulation;
  warn_of_no_gain(distortion);
  return distortion;
}

const Stage<Distortion, DistortionParams, MotionEstimate, FieldMeasurement, Anatomy>
    register_distortion_stage{.name = "register_distortion",
                              .version = 2,
                              .summary = "Find the distortion by a registration to the T1w",
                              .run = &register_distortion,
                              .check = &check_register_distortion,
                              .papers = papers};

}  // namespace rewire
