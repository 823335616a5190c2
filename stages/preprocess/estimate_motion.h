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
  double smoothing_mm = 6.0;
  double head_radius_mm = 50.0;
  double displacement_warning_mm = 0.5;
};

void fields(FieldVisitor& visitor, EstimateMotionParams& params);

std::vector<Problem> check_estimate_motion(const BoldRun& bold, const EstimateMotionParams& params);

/// Estimates rigid head motion (Gauss–Newton on the intensity difference to the reference, whose
/// spline is differentiated exactly), first to the reference volume, then to the mean of some
/// aligned volumes. Throws NumericalError when the scan has no contrast.
MotionEstimate estimate_motion(const BoldRun& bold, const EstimateMotionParams& params);

extern const Stage<MotionEstimate, EstimateMotionParams, BoldRun> estimate_motion_stage;

}  // namespace rewire
