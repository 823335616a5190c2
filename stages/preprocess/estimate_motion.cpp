#include "stages/preprocess/estimate_motion.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/core/parallel.h"
#include "stages/kernels/registration/automask.h"
#include "stages/kernels/registration/rigid.h"
#include "stages/kernels/registration/rigid_aligner.h"
#include "stages/preprocess/motion_reference.h"
#include "stages/preprocess/moved_volumes.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

/// The mean of this many aligned volumes is the second reference: noise falls little beyond.
constexpr std::size_t most_averaged = 32;
/// How far around the brain voxels take part in the alignment.
constexpr double margin_mm = 4.0;
/// Volumes that one thread aligns one after the other, each from where the one before lay.
constexpr std::size_t volumes_in_a_row = 8;
/// How far from the reference a volume is looked for when nothing nearer fits.
constexpr double search_mm = 10.0;
constexpr double search_rad = 0.14;
/// Of the sphere that stands for the brain in rmsd, as in FSL's mcflirt.
constexpr double rmsd_radius_mm = 80.0;

constexpr std::array papers{
    Paper{"Friston KJ, Ashburner J, Frith CD, Poline JB, Heather JD, Frackowiak RSJ",
          1995,
          "Spatial registration and normalization of images",
          "10.1002/hbm.460030303",
          "least squares with linearised motion"},
    Paper{"Jenkinson M, Bannister P, Brady M, Smith S",
          2002,
          "Improved optimization for the robust and accurate linear registration and motion "
          "correction of brain images",
          "10.1006/nimg.2002.1132",
          "root mean square displacement between volumes"},
    Paper{"Power JD, Barnes KA, Snyder AZ, Schlaggar BL, Petersen SE",
          2012,
          "Spurious but systematic correlations in functional connectivity MRI networks arise from "
          "subject motion",
          "10.1016/j.neuroimage.2011.10.018",
          "framewise displacement"}};

MaskValues alignment_mask(const ImageView& reference) {
  MaskValues brain = automask(reference, 4.0, 6.0);
  if (count_inside(brain) == 0) {
    throw NumericalError({.found = "a reference volume without a brain",
                          .expected = "an object brighter than its background",
                          .where = "motion correction",
                          .remedy = "look at the scan in a viewer"});
  }
  return dilate({reference.dims, reference.world_from_voxel}, brain, margin_mm);
}

/// From the volume before, and where that does not lead to the reference, from farther away.
RigidFit follow(const RigidAligner& aligner,
                std::span<const float> volume,
                const Eigen::Matrix4d& start,
                double enough) {
  RigidFit best = aligner.fit_near(volume, start);
  const auto good = [&] { return best.determined && best.converged && best.correlation >= enough; };
  const auto try_from = [&](const std::vector<Eigen::Matrix4d>& starts) {
    const RigidFit far = aligner.fit_far(volume, starts);
    if (far.determined && (!best.determined || far.correlation > best.correlation)) best = far;
  };
  if (!good()) try_from({start, Eigen::Matrix4d::Identity()});
  if (!good()) try_from(aligner.around(Eigen::Matrix4d::Identity(), search_mm, search_rad));
  return best;
}

std::vector<RigidFit> align(const BoldRun& bold,
                            const RigidAligner& aligner,
                            const std::vector<Eigen::Index>& volumes,
                            double enough) {
  std::vector<RigidFit> fits(volumes.size());
  parallel_for(volumes.size(), volumes_in_a_row, [&](std::size_t begin, std::size_t end) {
    Eigen::Matrix4d start = Eigen::Matrix4d::Identity();
    for (std::size_t i = begin; i < end; ++i) {
      fits[i] = follow(aligner, volume_of(bold, volumes[i]), start, enough);
      if (fits[i].determined) start = fits[i].reference_from_volume;
    }
  });
  return fits;
}

/// What correlates less with the reference than this is looked at again: three times as far from 1
/// as is usual.
double enough_correlation(const std::vector<RigidFit>& fits) {
  std::vector<double> correlations;
  correlations.reserve(fits.size());
  for (const RigidFit& fit : fits) correlations.push_back(fit.correlation);
  const auto middle = correlations.begin() + static_cast<std::ptrdiff_t>(correlations.size() / 2);
  std::nth_element(correlations.begin(), middle, correlations.end());
  return 1.0 - 3.0 * (1.0 - *middle);
}

void require_determined(const std::vector<RigidFit>& fits,
                        const std::vector<Eigen::Index>& volumes) {
  for (std::size_t i = 0; i < fits.size(); ++i) {
    if (fits[i].determined) continue;
    throw NumericalError({.found = "volume " + std::to_string(volumes[i]) + " without contrast",
                          .expected = "volumes in which a brain can be seen",
                          .where = "motion correction",
                          .remedy = "look at the scan in a viewer; take broken volumes away"});
  }
}

std::vector<Eigen::Matrix4d> matrices_of(const std::vector<RigidFit>& fits) {
  std::vector<Eigen::Matrix4d> matrices;
  matrices.reserve(fits.size());
  for (const RigidFit& fit : fits) matrices.push_back(fit.reference_from_volume);
  return matrices;
}

Motion motion_of(const std::vector<RigidFit>& fits,
                 const Grid& grid,
                 int reference_volume,
                 double head_radius_mm) {
  const Eigen::Vector3d centre = lattice_centre(grid.dims, grid.world_from_voxel);
  Motion motion;
  motion.reference_volume = reference_volume;
  motion.parameters.resize(static_cast<Eigen::Index>(fits.size()), 6);
  for (std::size_t t = 0; t < fits.size(); ++t) {
    motion.parameters.row(static_cast<Eigen::Index>(t)) =
        rigid_parameters(fits[t].reference_from_volume, centre).transpose();
  }
  motion.framewise_displacement_mm = framewise_displacement_mm(motion.parameters, head_radius_mm);
  motion.rmsd_mm = rms_displacement_mm(motion.parameters, centre, rmsd_radius_mm);
  return motion;
}

std::vector<Problem> warnings_of(const Motion& motion,
                                 const std::vector<RigidFit>& fits,
                                 double enough,
                                 const EstimateMotionParams& params) {
  std::vector<Problem> warnings;
  const auto unlike = std::count_if(
      fits.begin(), fits.end(), [&](const RigidFit& fit) { return fit.correlation < enough; });
  if (unlike > 0) {
    const auto worst =
        std::min_element(fits.begin(), fits.end(), [](const RigidFit& a, const RigidFit& b) {
          return a.correlation < b.correlation;
        });
    warnings.push_back({.found = std::to_string(unlike) + " volumes unlike the reference, volume " +
                                 std::to_string(worst - fits.begin()) + " most (correlation " +
                                 format_fixed(worst->correlation, 4) + ")",
                        .expected = "at least " + format_fixed(enough, 4),
                        .where = "motion correction",
                        .remedy = "look at these volumes for artefacts",
                        .severity = Severity::warning});
  }
  const auto unfinished =
      std::count_if(fits.begin(), fits.end(), [](const RigidFit& fit) { return !fit.converged; });
  if (unfinished > 0) {
    warnings.push_back(
        {.found = std::to_string(unfinished) + " volumes whose alignment still moved",
         .expected = "steps below 0.001 mm",
         .where = "motion correction",
         .remedy = "look at these volumes for artefacts",
         .severity = Severity::warning});
  }
  const Eigen::VectorXd& displacement = motion.framewise_displacement_mm;
  const double mean_mm = displacement.tail(displacement.size() - 1).mean();
  if (mean_mm > params.displacement_warning_mm) {
    warnings.push_back(
        {.found = "a mean framewise displacement of " + format_fixed(mean_mm, 2) + " mm",
         .expected = "at most " + format_fixed(params.displacement_warning_mm, 2) + " mm",
         .where = "motion correction",
         .remedy = "consider leaving this session out",
         .severity = Severity::warning});
  }
  return warnings;
}

}  // namespace

void fields(FieldVisitor& visitor, EstimateMotionParams& params) {
  visitor.optional_integer(
      "reference_volume",
      params.reference_volume,
      "auto",
      Unit::volumes,
      {0, 1e6},
      "The volume that others are first aligned to; auto takes the one closest "
      "to the mean.");
  visitor.number("smoothing",
                 params.smoothing_mm,
                 Unit::millimetres,
                 {0, 30},
                 "Full width at half maximum of the smoothing in the first, coarse alignment.");
  visitor.number("fine_smoothing",
                 params.fine_smoothing_mm,
                 Unit::millimetres,
                 {0, 30},
                 "Full width at half maximum of the smoothing in the last alignment.");
  visitor.number("head_radius",
                 params.head_radius_mm,
                 Unit::millimetres,
                 {10, 150},
                 "Radius at which rotations count as displacements.");
  visitor.number("displacement_warning",
                 params.displacement_warning_mm,
                 Unit::millimetres,
                 {0, 100},
                 "A mean framewise displacement above this is a warning.");
}

std::vector<Problem> check_estimate_motion(const BoldRun& bold,
                                           const EstimateMotionParams& params) {
  std::vector<Problem> problems = validate(bold.grid, "scan");
  if (bold.volume_count() < 2) {
    problems.push_back({.found = std::to_string(bold.volume_count()) + " volumes",
                        .expected = "at least 2",
                        .where = "scan",
                        .remedy = "give a 4-D scan"});
  }
  if (params.reference_volume && *params.reference_volume >= bold.volume_count()) {
    problems.push_back(
        {.found = "reference volume " + std::to_string(*params.reference_volume),
         .expected = "one of " + std::to_string(bold.volume_count()) + " volumes, counted from 0",
         .where = "estimate_motion.reference_volume",
         .remedy = "choose a volume of the scan or auto"});
  }
  return problems;
}

MotionEstimate estimate_motion(const BoldRun& bold, const EstimateMotionParams& params) {
  throw_if_errors(check_estimate_motion(bold, params));
  const Eigen::VectorXf distance = outlyingness(bold);
  Eigen::Index chosen = 0;
  distance.minCoeff(&chosen);
  if (params.reference_volume) chosen = static_cast<Eigen::Index>(*params.reference_volume);
  const ImageView first = view_of(bold.grid, volume_of(bold, chosen));
  const MaskValues mask = alignment_mask(first);
  const RigidAligner::Widths widths{.fine_fwhm_mm = params.fine_smoothing_mm,
                                    .coarse_fwhm_mm = params.smoothing_mm};

  const std::vector<Eigen::Index> some = calm_volumes(distance, most_averaged);
  const std::vector<float> even(mask.begin(), mask.end());
  const std::vector<RigidFit> rough = align(bold, RigidAligner(first, even, widths), some, 0.9);
  require_determined(rough, some);
  MotionReference reference = make_motion_reference(
      resample_volumes(bold, some, matrices_of(rough), sampling_map(lattice_of(bold.grid))), mask);

  std::vector<Eigen::Index> all(static_cast<std::size_t>(bold.volume_count()));
  std::iota(all.begin(), all.end(), Eigen::Index{0});
  const RigidAligner aligner(view_of(bold.grid, reference.mean), reference.weights, widths);
  const double enough = enough_correlation(rough);
  const std::vector<RigidFit> fits = align(bold, aligner, all, enough);
  require_determined(fits, all);

  MotionEstimate estimate;
  estimate.reference = {.grid = bold.grid, .values = std::move(reference.mean)};
  estimate.motion = motion_of(fits, bold.grid, static_cast<int>(chosen), params.head_radius_mm);
  estimate.warnings = warnings_of(estimate.motion, fits, enough, params);
  return estimate;
}

const Stage<MotionEstimate, EstimateMotionParams, BoldRun> estimate_motion_stage{
    .name = "estimate_motion",
    .version = 2,
    .summary = "Estimate rigid head motion",
    .run = &estimate_motion,
    .check = &check_estimate_motion,
    .papers = papers};

}  // namespace rewire
