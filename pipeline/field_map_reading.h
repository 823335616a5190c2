#pragma once

#include "pipeline/bids/dataset.h"
#include "pipeline/engine/records.h"
#include "stages/data/field_measurement.h"

namespace rewire {

/// What was measured of the field for the scan, images and sidecars; of a 4-D image the mean.
/// Without a field map it holds only the scan's own phase encoding. InputError for files that
/// cannot be read or lack what the kind needs (echo times, units).
FieldMeasurement read_field_measurement(const ScanFiles& scan);

/// The digest of all that it reads.
Digest field_measurement_content(const ScanFiles& scan, engine::Records& records);

}  // namespace rewire
