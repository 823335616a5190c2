#pragma once

#include <cstdint>
#include <optional>
#include <vector>

#include "stages/core/fields.h"
#include "stages/core/stage.h"
#include "stages/data/realigned.h"

namespace rewire {

struct RealignParams {
  std::optional<std::int64_t> reference_volume;
  double smoothing_mm = 6.0;
  double head_radius_mm = 50.0;
  double displacement_warning_mm = 0.5;
};

void fields(FieldVisitor& visitor, RealignParams& params);

std::vector<Problem> check_realign(const BoldRun& bold, const RealignParams& params);

/// Estimates rigid head motion (Gauss–Newton on the intensity difference to the reference, whose
/// spline is differentiated exactly), first to the reference volume, then to the mean of the
/// aligned volumes, and resamples each volume once (cubic B-spline). What lies outside a volume's
/// field of view takes its nearest voxel. Throws NumericalError when the scan has no contrast.
Realigned realign(const BoldRun& bold, const RealignParams& params);

extern const Stage<Realigned, RealignParams, BoldRun> realign_stage;

}  // namespace rewire
