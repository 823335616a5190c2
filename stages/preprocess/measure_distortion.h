#pragma once

#include <vector>

#include "stages/core/fields.h"
#include "stages/core/stage.h"
#include "stages/data/distortion.h"
#include "stages/data/field_measurement.h"
#include "stages/data/motion_estimate.h"

namespace rewire {

/// What susceptibility distortion is corrected with. measured: what the fmap directory has for the
/// scan; registered: the anatomy alone; measured_or_registered: the anatomy where nothing was
/// measured.
enum class DistortionSource { none, measured, registered, measured_or_registered };

/// Whether the anatomy is what the distortion is told from.
constexpr bool registers_distortion(DistortionSource source, bool has_field_map) {
  return source == DistortionSource::registered ||
         (source == DistortionSource::measured_or_registered && !has_field_map);
}

struct DistortionParams {
  DistortionSource source = DistortionSource::measured;
  IntensityModulation modulation = IntensityModulation::jacobian;
};

void fields(FieldVisitor& visitor, DistortionParams& params);

std::vector<Problem> check_measure_distortion(const MotionEstimate& estimate,
                                              const FieldMeasurement& field,
                                              const DistortionParams& params);

/// How far the field moved each place of the motion reference along the phase-encoding axis. A
/// phase is unwrapped and divided by the time between the echoes; a pair's field makes its images
/// alike. Noise is smoothed away by brightness, and beyond the head the field goes on smoothly. The
/// undistorted image beside the field is registered (rigidly) to the reference, corrected with what
/// is known so far, so that the head may have moved in between, and grids may differ. Nothing is
/// corrected, with a warning, when the scan's phase encoding is not known.
Distortion measure_distortion(const MotionEstimate& estimate,
                              const FieldMeasurement& field,
                              const DistortionParams& params);

extern const Stage<Distortion, DistortionParams, MotionEstimate, FieldMeasurement>
    measure_distortion_stage;

}  // namespace rewire
