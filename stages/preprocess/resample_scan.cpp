#include "stages/preprocess/resample_scan.h"

#include <algorithm>
#include <array>
#include <numeric>
#include <string>

#include "stages/core/error.h"
#include "stages/core/requirements.h"
#include "stages/preprocess/corrected_reference.h"
#include "stages/preprocess/moved_volumes.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

constexpr std::array papers{Paper{"Unser M",
                                  1999,
                                  "Splines: a perfect fit for signal and image processing",
                                  "10.1109/79.799930",
                                  "cubic B-spline interpolation"}};

Eigen::MatrixXf resample_all(const BoldRun& bold,
                             const MotionEstimate& estimate,
                             const SamplingMap& map) {
  std::vector<Eigen::Index> all(static_cast<std::size_t>(bold.volume_count()));
  std::iota(all.begin(), all.end(), Eigen::Index{0});
  return resample_volumes(
      bold, all, reference_from_volumes(estimate.motion, estimate.reference.grid), map);
}

/// Of slices that were brought to one time, for the target's; empty for others, whose times have no
/// meaning there.
std::vector<double> common_time(const BoldRun& bold, const Grid& target) {
  const std::vector<double>& times_s = bold.slice_times_s;
  const bool is_common =
      !times_s.empty() && std::all_of(times_s.begin(), times_s.end(), [&](double time_s) {
        return time_s == times_s.front();
      });
  if (!is_common) return {};
  const int slices = target.dims[static_cast<std::size_t>(bold.slice_axis)];
  return std::vector<double>(static_cast<std::size_t>(slices), times_s.front());
}

void require_meeting(const BoldRun& result, const TargetSpace& target) {
  for (Eigen::Index t = 0; t < result.volume_count(); ++t) {
    if ((result.values.col(t).array() != 0.0F).any()) continue;
    throw NumericalError({.found = "volume " + std::to_string(t) + " outside the target",
                          .expected = "volumes that meet " + describe(target.grid),
                          .where = "scan to " + target.space,
                          .remedy = "look at the registration of this scan"});
  }
}

}  // namespace

void fields(FieldVisitor&, ResampleScanParams&) {}

std::vector<Problem> check_resample_scan(const BoldRun& bold,
                                         const MotionEstimate& estimate,
                                         const Distortion& distortion,
                                         const ResampleScanParams&) {
  Requirements requirements("resampling", "give what was estimated from this scan");
  requirements.require(estimate.motion.parameters.rows() == bold.volume_count(),
                       std::to_string(estimate.motion.parameters.rows()) + " rows of motion",
                       std::to_string(bold.volume_count()) + ", one per volume");
  requirements.require(same_grid(estimate.reference.grid, bold.grid),
                       "a motion reference of " + describe(estimate.reference.grid),
                       "the scan's grid of " + describe(bold.grid));
  requirements.add(validate(distortion, "distortion"));
  if (distortion.is_known()) {
    requirements.require(same_grid(distortion.grid, bold.grid),
                         "a distortion of " + describe(distortion.grid),
                         "the scan's grid of " + describe(bold.grid));
  }
  return requirements.take();
}

Realigned resample_scan(const BoldRun& bold,
                        const MotionEstimate& estimate,
                        const Distortion& distortion,
                        const ResampleScanParams& params) {
  throw_if_errors(check_resample_scan(bold, estimate, distortion, params));
  SamplingMap map = sampling_map(lattice_of(bold.grid));
  add_distortion(map, distortion);
  Realigned result;
  result.bold = {.grid = bold.grid,
                 .values = resample_all(bold, estimate, map),
                 .repetition_time_s = bold.repetition_time_s,
                 .slice_times_s = bold.slice_times_s,
                 .slice_axis = bold.slice_axis,
                 .dummy_volumes = bold.dummy_volumes,
                 .non_steady_volumes = bold.non_steady_volumes};
  result.motion = estimate.motion;
  result.reference = {.grid = bold.grid,
                      .values = mean_of_columns(result.bold.values, bold.non_steady_volumes)};
  return result;
}

const Stage<Realigned, ResampleScanParams, BoldRun, MotionEstimate, Distortion> resample_scan_stage{
    .name = "resample_scan",
    .version = 1,
    .summary = "Bring all volumes onto one, in a single interpolation",
    .run = &resample_scan,
    .check = &check_resample_scan,
    .papers = papers};

std::vector<Problem> check_resample_to_target(const BoldRun& bold,
                                              const MotionEstimate& estimate,
                                              const Distortion& distortion,
                                              const TargetSpace& target,
                                              const ResampleScanParams& params) {
  std::vector<Problem> problems = check_resample_scan(bold, estimate, distortion, params);
  append(problems, validate(target, target.space));
  return problems;
}

BoldRun resample_to_target(const BoldRun& bold,
                           const MotionEstimate& estimate,
                           const Distortion& distortion,
                           const TargetSpace& target,
                           const ResampleScanParams& params) {
  throw_if_errors(check_resample_to_target(bold, estimate, distortion, target, params));
  SamplingMap map = sampling_map(lattice_of(target.grid));
  map.reference_from_voxel = target.bold_from_target * target.grid.world_from_voxel;
  map.displacement_mm = target.displacement_mm;
  map.beyond = BeyondView::zero;
  add_distortion(map, distortion);
  BoldRun result{.grid = target.grid,
                 .values = resample_all(bold, estimate, map),
                 .repetition_time_s = bold.repetition_time_s,
                 .slice_times_s = common_time(bold, target.grid),
                 .slice_axis = bold.slice_axis,
                 .dummy_volumes = bold.dummy_volumes,
                 .non_steady_volumes = bold.non_steady_volumes};
  require_meeting(result, target);
  return result;
}

const Stage<BoldRun, ResampleScanParams, BoldRun, MotionEstimate, Distortion, TargetSpace>
    resample_to_target_stage{
        .name = "resample_to_target",
        .version = 2,
        .summary = "Bring all volumes into another space, in a single interpolation",
        .run = &resample_to_target,
        .check = &check_resample_to_target,
        .papers = papers};

}  // namespace rewire
