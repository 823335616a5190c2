#pragma once

#include <vector>

#include "stages/data/anatomy.h"
#include "stages/preprocess/coregister.h"
#include "stages/preprocess/mask_brain.h"
#include "stages/preprocess/measure_distortion.h"

namespace rewire {

/// The scan is brought onto the T1w as anywhere else while the shift is looked for.
struct RegisterDistortionParams {
  DistortionParams distortion;
  MaskBrainParams mask_brain;
  CoregisterParams coregister;
};

void fields(FieldVisitor& visitor, RegisterDistortionParams& params);

std::vector<Problem> check_register_distortion(const MotionEstimate& estimate,
                                               const FieldMeasurement& field,
                                               const Anatomy& anatomy,
                                               const RegisterDistortionParams& params);

/// How far the field moved each place of the motion reference, from the anatomy alone: the
/// reference is brought onto an echo-planar image made of the T1w, by local correlation and along
/// the phase-encoding axis only, the shift a smooth spline; rigid registration and shift take
/// turns. `field` says which axis that is; without one, or without a T1w, nothing is corrected,
/// with a warning. Neither is it when the boundary cost of the corrected scan,
/// registered anew, is not clearly lower than that of the scan as recorded (without a boundary:
/// when its mutual information with the T1w is not higher). Rougher than any measurement: where
/// there is dropout it sees nothing.
Distortion register_distortion(const MotionEstimate& estimate,
                               const FieldMeasurement& field,
                               const Anatomy& anatomy,
                               const RegisterDistortionParams& params);

extern const Stage<Distortion, RegisterDistortionParams, MotionEstimate, FieldMeasurement, Anatomy>
    register_distortion_stage;

}  // namespace rewire
