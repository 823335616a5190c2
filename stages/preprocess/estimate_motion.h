#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "stages/core/fields.h"
#include "stages/core/stage.h"
#include "stages/data/bold_run.h"
#include "stages/data/motion_estimate.h"

namespace rewire {

struct EstimateMotionParams {
  std::optional<std::int64_t> reference_volume;
  double smoothing_mm = 8.0;
  double fine_smoothing_mm = 5.0;
  double head_radius_mm = 50.0;
  double displacement_warning_mm = 0.5;
};

void fields(FieldVisitor& visitor, EstimateMotionParams& params);

std::vector<Problem> check_estimate_motion(const BoldRun& bold, const EstimateMotionParams& params);

/// Estimates rigid head motion (Gauss–Newton on the robust intensity difference to the reference,
/// whose spline is differentiated exactly): some calm volumes to the least outlying one, then all
/// to the trimmed mean of these, where voxels count the less the more they vary over time. A volume
/// that is not found near the one before is looked for farther away. Throws NumericalError when the
/// scan has no contrast.
MotionEstimate estimate_motion(const BoldRun& bold, const EstimateMotionParams& params);

extern const Stage<MotionEstimate, EstimateMotionParams, BoldRun> estimate_motion_stage;

}  // namespace rewire
