#pragma once

#include <vector>

#include "stages/data/anatomy.h"
#include "stages/preprocess/measure_distortion.h"

namespace rewire {

std::vector<Problem> check_register_distortion(const MotionEstimate& estimate,
                                               const FieldMeasurement& field,
                                               const Anatomy& anatomy,
                                               const DistortionParams& params);

/// How far the field moved each place of the motion reference, from the anatomy alone: the
/// reference is brought onto an echo-planar image made of the T1w's tissues, by local correlation
/// and along the phase-encoding axis only; rigid registration and shift take turns. `field` says
/// which axis that is; without one, or without a T1w, nothing is corrected, with a warning. Rougher
/// than any measurement: where there is dropout it sees nothing.
Distortion register_distortion(const MotionEstimate& estimate,
                               const FieldMeasurement& field,
                               const Anatomy& anatomy,
                               const DistortionParams& params);

extern const Stage<Distortion, DistortionParams, MotionEstimate, FieldMeasurement, Anatomy>
    register_distortion_stage;

}  // namespace rewire
