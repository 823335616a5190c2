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
#include "stages/preprocess/moved_volumes.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

/// The mean of this many aligned volumes is the second reference: noise falls little beyond.
constexpr Eigen::Index most_averaged = 32;
/// How far around the brain voxels take part in the alignment.
constexpr double margin_mm = 4.0;
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

/// The volume closest to the mean of all, each scaled to the same total.
Eigen::Index least_outlying_volume(const BoldRun& bold) {
  constexpr Eigen::Index stride = 3;
  const Eigen::Index points = (bold.values.rows() + stride - 1) / stride;
  const auto volume = [&](Eigen::Index t) {
    return Eigen::Map<const Eigen::VectorXf, 0, Eigen::InnerStride<stride>>(
        bold.values.col(t).data(), points);
  };
  Eigen::VectorXf mean = Eigen::VectorXf::Zero(points);
  for (Eigen::Index t = 0; t < bold.volume_count(); ++t) mean += volume(t);
  mean /= static_cast<float>(bold.volume_count());
  const float level = mean.norm();
  Eigen::VectorXf distance(bold.volume_count());
  for (Eigen::Index t = 0; t < bold.volume_count(); ++t) {
    const float own = volume(t).norm();
    distance[t] = own > 0.0F ? (volume(t) * (level / own) - mean).squaredNorm() : 3.0e38F;
  }
  Eigen::Index closest = 0;
  distance.minCoeff(&closest);
  return closest;
}

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

std::vector<RigidFit> align(const BoldRun& bold,
                            const RigidAligner& aligner,
                            const std::vector<Eigen::Index>& volumes) {
  std::vector<RigidFit> fits(volumes.size());
  parallel_for(volumes.size(), 1, [&](std::size_t begin, std::size_t) {
    fits[begin] = aligner.fit(volume_of(bold, volumes[begin]), Eigen::Matrix4d::Identity());
  });
  return fits;
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
  for (const RigidFit& fit : fits) matrices.push_back(fit.reference_from_volume);
  return matrices;
}

std::vector<Eigen::Index> evenly_spaced(Eigen::Index count, Eigen::Index most) {
  std::vector<Eigen::Index> chosen;
  const Eigen::Index taken = std::min(count, most);
  for (Eigen::Index i = 0; i < taken; ++i) chosen.push_back((2 * i + 1) * count / (2 * taken));
  return chosen;
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
                                 const EstimateMotionParams& params) {
  std::vector<Problem> warnings;
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

std::vector<Problem> check_estimate_motion(const BoldRun& bold, const EstimateMotionParams& params) {
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
  const Eigen::Index chosen = params.reference_volume
                                  ? static_cast<Eigen::Index>(*params.reference_volume)
                                  : least_outlying_volume(bold);
  const ImageView first = view_of(bold.grid, volume_of(bold, chosen));
  const MaskValues mask = alignment_mask(first);

  const std::vector<Eigen::Index> some = evenly_spaced(bold.volume_count(), most_averaged);
  const std::vector<RigidFit> rough =
      align(bold, RigidAligner(first, mask, params.smoothing_mm), some);
  require_determined(rough, some);
  const std::vector<float> mean = mean_of_columns(
      resample_volumes(bold, some, matrices_of(rough), sampling_map(lattice_of(bold.grid))));

  std::vector<Eigen::Index> all(static_cast<std::size_t>(bold.volume_count()));
  std::iota(all.begin(), all.end(), Eigen::Index{0});
  const std::vector<RigidFit> fits =
      align(bold, RigidAligner(view_of(bold.grid, mean), mask, params.smoothing_mm), all);
  require_determined(fits, all);

  MotionEstimate estimate;
  estimate.reference = {.grid = bold.grid, .values = mean};
  estimate.motion = motion_of(fits, bold.grid, static_cast<int>(chosen), params.head_radius_mm);
  estimate.warnings = warnings_of(estimate.motion, fits, params);
  return estimate;
}

const Stage<MotionEstimate, EstimateMotionParams, BoldRun> estimate_motion_stage{
    .name = "estimate_motion",
    .version = 1,
    .summary = "Estimate rigid head motion",
    .run = &estimate_motion,
    .check = &check_estimate_motion,
    .papers = papers};

}  // namespace rewire
