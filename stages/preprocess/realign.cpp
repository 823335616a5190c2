#include "stages/preprocess/realign.h"

#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <numeric>
#include <string>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/core/parallel.h"
#include "stages/kernels/registration/automask.h"
#include "stages/kernels/registration/resample.h"
#include "stages/kernels/registration/rigid.h"
#include "stages/kernels/registration/rigid_aligner.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

/// The mean of this many aligned volumes is the second reference: noise falls little beyond.
constexpr Eigen::Index most_averaged = 32;
/// How far around the brain voxels take part in the alignment.
constexpr double margin_mm = 4.0;

constexpr std::array papers{
    Paper{"Friston KJ, Ashburner J, Frith CD, Poline JB, Heather JD, Frackowiak RSJ",
          1995,
          "Spatial registration and normalization of images",
          "10.1002/hbm.460030303",
          "least squares with linearised motion"},
    Paper{"Unser M",
          1999,
          "Splines: a perfect fit for signal and image processing",
          "10.1109/79.799930",
          "cubic B-spline interpolation"},
    Paper{"Power JD, Barnes KA, Snyder AZ, Schlaggar BL, Petersen SE",
          2012,
          "Spurious but systematic correlations in functional connectivity MRI networks arise from "
          "subject motion",
          "10.1016/j.neuroimage.2011.10.018",
          "framewise displacement"}};

std::span<const float> volume_of(const BoldRun& bold, Eigen::Index volume) {
  return {bold.values.col(volume).data(), static_cast<std::size_t>(bold.values.rows())};
}

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

/// Volume `t` of the result is volume volumes[t] of the scan on the reference.
Eigen::MatrixXf resampled(const BoldRun& bold,
                          const std::vector<Eigen::Index>& volumes,
                          const std::vector<RigidFit>& fits) {
  Eigen::MatrixXf values(bold.values.rows(), static_cast<Eigen::Index>(volumes.size()));
  const Eigen::Matrix4d voxel_from_world = bold.grid.world_from_voxel.inverse();
  parallel_for(volumes.size(), 1, [&](std::size_t begin, std::size_t) {
    const CubicSpline spline(bold.grid.dims, volume_of(bold, volumes[begin]));
    auto column = values.col(static_cast<Eigen::Index>(begin));
    resample_cubic(
        spline,
        bold.grid.dims,
        voxel_from_world * fits[begin].reference_from_volume.inverse() * bold.grid.world_from_voxel,
        {column.data(), static_cast<std::size_t>(column.size())});
  });
  return values;
}

std::vector<float> mean_volume(const Eigen::MatrixXf& values) {
  std::vector<float> mean(static_cast<std::size_t>(values.rows()));
  parallel_for(mean.size(), 4096, [&](std::size_t begin, std::size_t end) {
    const auto first = static_cast<Eigen::Index>(begin);
    const auto rows = static_cast<Eigen::Index>(end - begin);
    Eigen::ArrayXd sum = Eigen::ArrayXd::Zero(rows);
    for (Eigen::Index t = 0; t < values.cols(); ++t) {
      sum += values.col(t).segment(first, rows).array().cast<double>();
    }
    const Eigen::ArrayXf result = (sum / static_cast<double>(values.cols())).cast<float>();
    std::copy(result.data(), result.data() + rows, mean.data() + begin);
  });
  return mean;
}

std::vector<Eigen::Index> evenly_spaced(Eigen::Index count, Eigen::Index most) {
  std::vector<Eigen::Index> chosen;
  const Eigen::Index taken = std::min(count, most);
  for (Eigen::Index i = 0; i < taken; ++i) chosen.push_back((2 * i + 1) * count / (2 * taken));
  return chosen;
}

std::vector<Problem> warnings_of(const Realigned& scan,
                                 const std::vector<RigidFit>& fits,
                                 const RealignParams& params) {
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
  const Eigen::VectorXd& displacement = scan.motion.framewise_displacement_mm;
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

void fields(FieldVisitor& visitor, RealignParams& params) {
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

std::vector<Problem> check_realign(const BoldRun& bold, const RealignParams& params) {
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
         .where = "realign.reference_volume",
         .remedy = "choose a volume of the scan or auto"});
  }
  return problems;
}

Realigned realign(const BoldRun& bold, const RealignParams& params) {
  throw_if_errors(check_realign(bold, params));
  const Eigen::Index chosen = params.reference_volume
                                  ? static_cast<Eigen::Index>(*params.reference_volume)
                                  : least_outlying_volume(bold);
  const ImageView first = view_of(bold.grid, volume_of(bold, chosen));
  const MaskValues mask = alignment_mask(first);

  const std::vector<Eigen::Index> some = evenly_spaced(bold.volume_count(), most_averaged);
  const std::vector<RigidFit> rough =
      align(bold, RigidAligner(first, mask, params.smoothing_mm), some);
  require_determined(rough, some);
  const std::vector<float> mean = mean_volume(resampled(bold, some, rough));

  std::vector<Eigen::Index> all(static_cast<std::size_t>(bold.volume_count()));
  std::iota(all.begin(), all.end(), Eigen::Index{0});
  const std::vector<RigidFit> fits =
      align(bold, RigidAligner(view_of(bold.grid, mean), mask, params.smoothing_mm), all);
  require_determined(fits, all);

  Realigned result;
  result.bold = {.grid = bold.grid,
                 .values = resampled(bold, all, fits),
                 .repetition_time_s = bold.repetition_time_s,
                 .slice_times_s = bold.slice_times_s,
                 .dummy_volumes = bold.dummy_volumes};
  result.reference = {.grid = bold.grid, .values = mean_volume(result.bold.values)};
  result.motion.reference_volume = static_cast<int>(chosen);
  result.motion.parameters.resize(bold.volume_count(), 6);
  const Eigen::Vector3d centre = lattice_centre(bold.grid.dims, bold.grid.world_from_voxel);
  for (std::size_t t = 0; t < fits.size(); ++t) {
    result.motion.parameters.row(static_cast<Eigen::Index>(t)) =
        rigid_parameters(fits[t].reference_from_volume, centre).transpose();
  }
  result.motion.framewise_displacement_mm =
      framewise_displacement_mm(result.motion.parameters, params.head_radius_mm);
  result.warnings = warnings_of(result, fits, params);
  return result;
}

const Stage<Realigned, RealignParams, BoldRun> realign_stage{
    .name = "realign",
    .version = 1,
    .summary = "Estimate head motion and bring all volumes onto one",
    .run = &realign,
    .check = &check_realign,
    .papers = papers};

}  // namespace rewire
