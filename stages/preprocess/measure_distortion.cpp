#include "stages/preprocess/measure_distortion.h"

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/core/requirements.h"
#include "stages/kernels/registration/automask.h"
#include "stages/kernels/registration/mattes.h"
#include "stages/kernels/registration/morphology.h"
#include "stages/kernels/registration/moved_volume.h"
#include "stages/kernels/registration/mutual_information.h"
#include "stages/kernels/registration/sample_points.h"
#include "stages/preprocess/corrected_reference.h"
#include "stages/preprocess/measured_field.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

constexpr double opening_mm = 6.0;
constexpr double closing_mm = 8.0;
/// Around the scan's brain, so that its edge takes part.
constexpr double margin_mm = 6.0;
constexpr double agreement_spacing_mm = 3.0;
constexpr int rounds = 2;
/// Between a field map and the scan of one visit nobody moves farther.
constexpr double far_mm = 15.0;
/// By how much mutual information (nats) has to be better the other way along the axis: less is
/// what interpolation does to it when the field map has another grid.
constexpr double other_way_margin = 0.002;
/// And along another axis.
constexpr double other_axis_margin = 0.01;

constexpr std::array papers{
    Paper{"Jezzard P, Balaban RS",
          1995,
          "Correction for geometric distortion in echo planar images from B0 field variations",
          "10.1002/mrm.1910340111",
          "field map"},
    Paper{"Dymerska B, Eckstein K, Bachrata B, Siow B, Trattnig S, Shmueli K, Robinson SD",
          2021,
          "Phase unwrapping with a rapid opensource minimum spanning tree algorithm (ROMEO)",
          "10.1002/mrm.28563",
          "region growing, best edges first"},
    Paper{"Andersson JLR, Skare S, Ashburner J",
          2003,
          "How to correct susceptibility distortions in spin-echo echo-planar images: application "
          "to diffusion tensor imaging",
          "10.1016/S1053-8119(03)00336-7",
          "least squares of a pair of opposite phase encoding"}};

constexpr std::array<RegistrationLevel, 2> levels{RegistrationLevel{.smoothing_mm = 8.0,
                                                                    .spacing_mm = 6.0,
                                                                    .first_step_mm = 1.0,
                                                                    .last_step_mm = 0.1,
                                                                    .most_iterations = 40},
                                                  RegistrationLevel{.smoothing_mm = 4.0,
                                                                    .spacing_mm = 4.0,
                                                                    .first_step_mm = 0.5,
                                                                    .last_step_mm = 0.02,
                                                                    .most_iterations = 60}};

std::string method_of(FieldMeasurementKind kind) {
  switch (kind) {
    case FieldMeasurementKind::none:
      return "none: nothing was measured for the scan";
    case FieldMeasurementKind::phase_difference:
      return "phase difference of two gradient echoes";
    case FieldMeasurementKind::field:
      return "field map in Hz";
    case FieldMeasurementKind::opposed_pair:
      return "pair of opposite phase encoding";
  }
  return {};
}

/// The measured field at each voxel of the reference; beyond the map its nearest voxel.
std::vector<float> field_on(const Grid& grid,
                            const Volume& hertz,
                            const Eigen::Matrix4d& map_from_bold) {
  SamplingMap map = sampling_map(lattice_of(grid));
  map.reference_from_voxel = map_from_bold * grid.world_from_voxel;
  add_shift(map, lattice_of(hertz.grid), hertz.values, 1, Modulate::no);
  return map.shift_voxels;
}

void set_shift(Distortion& distortion, const Volume& hertz, const Eigen::Matrix4d& map_from_bold) {
  distortion.shift_voxels = field_on(distortion.grid, hertz, map_from_bold);
  for (float& shift : distortion.shift_voxels) {
    shift *= static_cast<float>(distortion.voxels_per_hertz);
  }
}

MaskValues head_region(const Volume& reference) {
  const MaskValues brain = automask(view_of(reference), opening_mm, closing_mm);
  return dilate(lattice_of(reference.grid), brain, margin_mm);
}

double agreement(const Volume& scan,
                 const MaskValues& region,
                 const Volume& head,
                 const Eigen::Matrix4d& head_from_bold) {
  return MattesInformation(view_of(scan), region, view_of(head), agreement_spacing_mm)
      .at(head_from_bold)
      .information;
}

/// Another way that the scan's lines might run, and how well it would fit.
struct OtherWay {
  std::string direction;
  double agreement = -std::numeric_limits<double>::infinity();
  /// The agreement without what chance may add to it.
  double sure_agreement = -std::numeric_limits<double>::infinity();
};

std::string direction_text(int axis, bool is_reversed) {
  return std::string(1, "ijk"[axis]) + (is_reversed ? "-" : "");
}

/// The best of: against the stated way, or along the other axis of the slice. Interpolation and
/// dropout change the agreement, too: both ways along one axis have them alike, those of another
/// axis must be clearly better.
OtherWay best_other_way(const Distortion& distortion,
                        const Volume& reference,
                        const MaskValues& region,
                        const Volume& head,
                        const Eigen::Matrix4d& head_from_bold) {
  const bool is_reversed = distortion.voxels_per_hertz < 0.0;
  OtherWay best;
  const auto attempt = [&](int axis, bool reverse) {
    Distortion other = distortion;
    other.axis = axis;
    if (reverse != is_reversed) {
      for (float& shift : other.shift_voxels) shift = -shift;
    }
    const double margin = axis == distortion.axis ? other_way_margin : other_axis_margin;
    const double found =
        agreement(corrected_reference(reference, other), region, head, head_from_bold);
    if (found - margin > best.sure_agreement) {
      best = {direction_text(axis, reverse), found, found - margin};
    }
  };
  attempt(distortion.axis, !is_reversed);
  for (int axis = 0; axis < 2; ++axis) {
    if (axis == distortion.axis) continue;
    attempt(axis, false);
    attempt(axis, true);
  }
  return best;
}

void note_alignment(Distortion& distortion,
                    const Eigen::Matrix4d& map_from_bold,
                    const Eigen::Vector3d& centre,
                    const OtherWay& other) {
  const double moved_mm = ((map_from_bold * centre.homogeneous()).head<3>() - centre).norm();
  if (moved_mm > far_mm) {
    distortion.warnings.push_back({.found = "a head " + format_fixed(moved_mm, 1) +
                                            " mm away from where the field map has it",
                                   .expected = "at most " + format_fixed(far_mm, 0) + " mm",
                                   .where = "field map to scan",
                                   .remedy = "look whether the field map is this scan's",
                                   .severity = Severity::warning});
  }
  if (distortion.agreement_after < other.sure_agreement) {
    distortion.warnings.push_back(
        {.found = "a correction after which scan and field map have a mutual information of " +
                  format_fixed(distortion.agreement_after, 4) + ", with the lines along " +
                  other.direction + " " + format_fixed(other.agreement, 4),
         .expected = "images that become most alike the way that the sidecar says",
         .where = "field map to scan",
         .remedy = "check PhaseEncodingDirection and the times of both; distortion.source = none "
                   "goes without",
         .severity = Severity::warning});
  }
}

/// Field and head are aligned and applied in turns: each makes the other better.
void align_and_set(Distortion& distortion, const Volume& reference, const MeasuredField& measured) {
  Eigen::Matrix4d map_from_bold = Eigen::Matrix4d::Identity();
  if (measured.head.values.empty()) {
    set_shift(distortion, measured.hertz, map_from_bold);
    distortion.warnings.push_back({.found = "a field map without a magnitude image",
                                   .expected = "one, to find the head in it",
                                   .where = "field map to scan",
                                   .remedy = "the positions in the headers are taken for true",
                                   .severity = Severity::warning});
    return;
  }
  const MaskValues region = head_region(reference);
  for (int round = 0; round < rounds; ++round) {
    set_shift(distortion, measured.hertz, map_from_bold);
    map_from_bold = register_mutual_information(view_of(corrected_reference(reference, distortion)),
                                                region,
                                                view_of(measured.head),
                                                map_from_bold,
                                                TransformFamily::rigid,
                                                levels);
  }
  set_shift(distortion, measured.hertz, map_from_bold);
  distortion.agreement_before = agreement(reference, region, measured.head, map_from_bold);
  distortion.agreement_after =
      agreement(corrected_reference(reference, distortion), region, measured.head, map_from_bold);
  note_alignment(distortion,
                 map_from_bold,
                 mask_centre(view_of(reference), region),
                 best_other_way(distortion, reference, region, measured.head, map_from_bold));
}

}  // namespace

void fields(FieldVisitor& visitor, DistortionParams& params) {
  visitor.choice("source",
                 params.source,
                 {"none", "measured", "registered", "measured_or_registered"},
                 "What susceptibility distortion is corrected with: what the fmap directory has "
                 "for the scan, or a registration to the T1w along the phase-encode axis, which "
                 "is rougher.");
  visitor.choice("modulation",
                 params.modulation,
                 {"none", "jacobian"},
                 "Whether what distortion squeezed together is dimmed accordingly.");
}

std::vector<Problem> check_measure_distortion(const MotionEstimate& estimate,
                                              const FieldMeasurement& field,
                                              const DistortionParams&) {
  std::vector<Problem> problems = validate(estimate.reference.grid, "motion reference");
  append(problems, validate(field, "field map"));
  return problems;
}

Distortion measure_distortion(const MotionEstimate& estimate,
                              const FieldMeasurement& field,
                              const DistortionParams& params) {
  throw_if_errors(check_measure_distortion(estimate, field, params));
  Distortion distortion;
  distortion.method = method_of(field.kind);
  distortion.warnings = field.warnings;
  if (field.kind == FieldMeasurementKind::none) return distortion;
  if (!field.scan.is_known()) {
    distortion.method = "none: the scan's phase encoding is not known";
    Requirements requirements("field map to scan",
                              "complete the scan's JSON sidecar; the distortion stays");
    requirements.prefer(field.scan.axis >= 0,
                        "a field map, but no PhaseEncodingDirection of the scan",
                        "i, j, k, i-, j- or k-");
    requirements.prefer(field.scan.readout_s > 0.0,
                        "a field map, but no readout time of the scan",
                        "TotalReadoutTime or EffectiveEchoSpacing");
    append(distortion.warnings, requirements.take());
    return distortion;
  }
  if (field.kind == FieldMeasurementKind::opposed_pair &&
      field.encodings[0].axis != field.scan.axis) {
    distortion.warnings.push_back({.found = "a scan whose lines run along " +
                                            direction_text(field.scan.axis, false) +
                                            ", and a pair whose lines run along " +
                                            direction_text(field.encodings[0].axis, false),
                                   .expected = "one axis, as one protocol has it",
                                   .where = "field map to scan",
                                   .remedy = "check PhaseEncodingDirection of all three",
                                   .severity = Severity::warning});
  }
  distortion.grid = estimate.reference.grid;
  distortion.axis = field.scan.axis;
  distortion.voxels_per_hertz = field.scan.voxels_per_hertz();
  distortion.modulation = params.modulation;
  MeasuredField measured = measured_field(field);
  append(distortion.warnings, std::move(measured.warnings));
  align_and_set(distortion, estimate.reference, measured);
  return distortion;
}

const Stage<Distortion, DistortionParams, MotionEstimate, FieldMeasurement>
    measure_distortion_stage{.name = "measure_distortion",
                             .version = 2,
                             .summary = "Find how far the field moved the scan's tissue",
                             .run = &measure_distortion,
                             .check = &check_measure_distortion,
                             .papers = papers};

}  // namespace rewire
