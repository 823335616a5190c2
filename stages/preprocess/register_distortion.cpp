#include "stages/preprocess/register_distortion.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <string>
#include <utility>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/kernels/registration/mattes.h"
#include "stages/kernels/registration/morphology.h"
#include "stages/preprocess/corrected_reference.h"
#include "stages/preprocess/echo_planar_model.h"
#include "stages/preprocess/shift_fit.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

constexpr double margin_mm = 4.0;
constexpr double agreement_spacing_mm = 3.0;
/// Errors of the anatomy alone let a scan without distortion gain 2 to 3 % of the boundary cost.
constexpr double least_gain = 0.03;
constexpr int rounds = 3;
constexpr int place_steps = 2;  ///< of each round

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

/// The scan's reference, as it is corrected so far, on the T1w.
struct Place {
  Volume image;
  ScanSpace space;
  MaskValues region;
};

Place find_place(const Volume& reference,
                 Distortion distortion,
                 const Anatomy& anatomy,
                 const RegisterDistortionParams& params) {
  // What squeezed tissue brightened counts when the result is judged, not while it is fitted.
  distortion.modulation = params.distortion.modulation;
  Place place{.image = corrected_reference(reference, distortion), .space = {}, .region = {}};
  const Mask brain = mask_brain(place.image, params.mask_brain);
  place.space = coregister(place.image, brain, anatomy, params.coregister);
  place.region = dilate(lattice_of(reference.grid), brain.inside, margin_mm);
  return place;
}

double agreement(const Place& place, const MaskValues& region, const Anatomy& anatomy) {
  return MattesInformation(
             view_of(place.image), region, view_of(anatomy.head), agreement_spacing_mm)
      .at(place.space.t1w_from_bold)
      .information;
}

/// The boundary of the white matter was not asked by the fit and hardly depends on dropout. Where
/// it is not known, mutual information with the T1w judges.
bool is_better(const Distortion& distortion) {
  if (std::isfinite(distortion.boundary_before)) {
    return distortion.boundary_after < (1.0 - least_gain) * distortion.boundary_before;
  }
  return distortion.agreement_after > distortion.agreement_before;
}

std::string judgement(const Distortion& distortion) {
  std::string text = "mutual information with the T1w " +
                     format_fixed(distortion.agreement_before, 4) + " before and " +
                     format_fixed(distortion.agreement_after, 4) + " after";
  if (std::isfinite(distortion.boundary_before)) {
    text += ", boundary cost " + format_fixed(distortion.boundary_before, 4) + " before and " +
            format_fixed(distortion.boundary_after, 4) + " after";
  }
  return text;
}

void judge(Distortion& distortion,
           const Place& before,
           const Place& after,
           const Anatomy& anatomy) {
  distortion.agreement_before = agreement(before, after.region, anatomy);
  distortion.agreement_after = agreement(after, after.region, anatomy);
  const BoundaryAlignment& first = before.space.boundary;
  const BoundaryAlignment& last = after.space.boundary;
  if (first.points == 0 || last.points == 0) return;
  distortion.boundary_before = std::min(first.cost_before, first.cost_after);
  distortion.boundary_after = std::min(last.cost_before, last.cost_after);
}

/// What was found, unless that made the scan less like the T1w.
Distortion taken_or_not(Distortion distortion) {
  if (is_better(distortion)) return distortion;
  Distortion none = uncorrected(
      "a registration that did not help (" + judgement(distortion) + ")",
      "a boundary cost lower by at least " + format_fixed(100.0 * least_gain, 0) + " %");
  none.agreement_before = distortion.agreement_before;
  none.agreement_after = distortion.agreement_after;
  none.boundary_before = distortion.boundary_before;
  none.boundary_after = distortion.boundary_after;
  return none;
}

}  // namespace

void fields(FieldVisitor& visitor, RegisterDistortionParams& params) {
  fields(visitor, params.distortion);
  fields(visitor, params.mask_brain);
  fields(visitor, params.coregister);
}

std::vector<Problem> check_register_distortion(const MotionEstimate& estimate,
                                               const FieldMeasurement&,
                                               const Anatomy& anatomy,
                                               const RegisterDistortionParams&) {
  std::vector<Problem> problems = validate(estimate.reference.grid, "motion reference");
  append(problems, validate(anatomy.brain.grid, "anatomy"));
  return problems;
}

Distortion register_distortion(const MotionEstimate& estimate,
                               const FieldMeasurement& field,
                               const Anatomy& anatomy,
                               const RegisterDistortionParams& params) {
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
  const Place before = find_place(reference, distortion, anatomy, params);
  EchoPlanarModel model(anatomy, reference.grid);
  Eigen::Matrix4d t1w_from_bold = before.space.t1w_from_bold;
  for (int round = 0; round < rounds; ++round) {
    for (int step = 0; step < place_steps; ++step) {
      model.move_to(t1w_from_bold);
      t1w_from_bold = refined_place(t1w_from_bold, distortion, reference, model, before.region);
    }
    model.move_to(t1w_from_bold);
    fit_shift(distortion,
              reference,
              model,
              before.region,
              round == 0 ? ShiftLevels::all : ShiftLevels::finest);
    leave_to_place(distortion, before.region);
  }
  std::optional<Place> after;
  try {
    after = find_place(reference, distortion, anatomy, params);
  } catch (const NumericalError& error) {
    return uncorrected(
        "a registration after which the scan no longer came onto the T1w (" + error.message() + ")",
        "a scan that becomes more like the T1w");
  }
  judge(distortion, before, *after, anatomy);
  distortion.modulation = params.distortion.modulation;
  return taken_or_not(std::move(distortion));
}

const Stage<Distortion, RegisterDistortionParams, MotionEstimate, FieldMeasurement, Anatomy>
    register_distortion_stage{.name = "register_distortion",
                              .version = 3,
                              .summary = "Find the distortion by a registration to the T1w",
                              .run = &register_distortion,
                              .check = &check_register_distortion,
                              .papers = papers};

}  // namespace rewire
