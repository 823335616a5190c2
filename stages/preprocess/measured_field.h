#pragma once

#include <vector>

#include "stages/data/field_measurement.h"

namespace rewire {

/// The field (Hz) in and round the head where it was measured, and an image of the head there
/// without distortion (no values: there is none).
struct MeasuredField {
  Volume hertz;
  Volume head;
  std::vector<Problem> warnings;
};

/// Of a pair of opposite phase encoding the head's motion from the first image to the second is
/// estimated with the field and taken out: both are where the first image has the head.
MeasuredField measured_field(const FieldMeasurement& field);

}  // namespace rewire
