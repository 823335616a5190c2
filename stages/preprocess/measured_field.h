#pragma once

#include "stages/data/field_measurement.h"

namespace rewire {

/// The field (Hz) in and round the head where it was measured, and an image of the head there
/// without distortion (no values: there is none).
struct MeasuredField {
  Volume hertz;
  Volume head;
};

MeasuredField measured_field(const FieldMeasurement& field);

}  // namespace rewire
