#pragma once

#include <vector>

#include "stages/core/fields.h"
#include "stages/core/stage.h"
#include "stages/data/corrected_scan.h"

namespace rewire {

enum class SliceTimingMethod { fourier, quintic, none };

struct SliceTimingParams {
  SliceTimingMethod method = SliceTimingMethod::fourier;
  double reference = 0.5;
};

void fields(FieldVisitor& visitor, SliceTimingParams& params);

std::vector<Problem> check_slice_timing(const BoldRun& bold, const SliceTimingParams& params);

/// Brings every slice to one time of the volume, whatever the order of the slices, by shifting its
/// series in time. Slice times in the result are that common time. A scan whose slice times are
/// unknown, contradict it, or are all the same comes back as it is, with the reason in the
/// warnings.
CorrectedScan correct_slice_timing(const BoldRun& bold, const SliceTimingParams& params);

extern const Stage<CorrectedScan, SliceTimingParams, BoldRun> slice_timing_stage;

}  // namespace rewire
