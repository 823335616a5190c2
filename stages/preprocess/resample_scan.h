#pragma once

#include <vector>

#include "stages/core/fields.h"
#include "stages/core/stage.h"
#include "stages/data/distortion.h"
#include "stages/data/motion_estimate.h"
#include "stages/data/realigned.h"
#include "stages/data/target_space.h"

namespace rewire {

struct ResampleScanParams {};

void fields(FieldVisitor& visitor, ResampleScanParams& params);

std::vector<Problem> check_resample_scan(const BoldRun& bold,
                                         const MotionEstimate& estimate,
                                         const Distortion& distortion,
                                         const ResampleScanParams& params);

/// Brings every volume onto the motion reference: motion and distortion are composed and applied in
/// one cubic B-spline interpolation per volume. What lies outside a volume's field of view takes
/// its nearest voxel. The mean of the result is its reference.
Realigned resample_scan(const BoldRun& bold,
                        const MotionEstimate& estimate,
                        const Distortion& distortion,
                        const ResampleScanParams& params);

extern const Stage<Realigned, ResampleScanParams, BoldRun, MotionEstimate, Distortion>
    resample_scan_stage;

std::vector<Problem> check_resample_to_target(const BoldRun& bold,
                                              const MotionEstimate& estimate,
                                              const Distortion& distortion,
                                              const TargetSpace& target,
                                              const ResampleScanParams& params);

/// The same on another grid: target, distortion and motion are composed, so that this too is one
/// interpolation of the volumes as they were recorded. What lies outside a volume's field of view
/// is 0. Throws NumericalError when a volume does not meet the target.
BoldRun resample_to_target(const BoldRun& bold,
                           const MotionEstimate& estimate,
                           const Distortion& distortion,
                           const TargetSpace& target,
                           const ResampleScanParams& params);

extern const Stage<BoldRun, ResampleScanParams, BoldRun, MotionEstimate, Distortion, TargetSpace>
    resample_to_target_stage;

}  // namespace rewire
