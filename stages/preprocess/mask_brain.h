#pragma once

#include <vector>

#include "stages/core/fields.h"
#include "stages/core/stage.h"
#include "stages/data/volume.h"

namespace rewire {

struct MaskBrainParams {
  double opening_mm = 6.0;
  double closing_mm = 8.0;
};

void fields(FieldVisitor& visitor, MaskBrainParams& params);

std::vector<Problem> check_mask_brain(const Volume& mean, const MaskBrainParams& params);

/// The brain in a scan's mean volume, from its intensities alone: threshold, opening, largest
/// component, closing, holes filled. Throws NumericalError when that leaves no brain.
Mask mask_brain(const Volume& mean, const MaskBrainParams& params);

extern const Stage<Mask, MaskBrainParams, Volume> mask_brain_stage;

}  // namespace rewire
