#pragma once

#include <vector>

#include "stages/core/fields.h"
#include "stages/core/stage.h"
#include "stages/data/anatomy.h"
#include "stages/data/atlas.h"
#include "stages/data/brain_template.h"
#include "stages/data/region_volumes.h"

namespace rewire {

struct VolumesParams {};

void fields(FieldVisitor& visitor, VolumesParams& params);

std::vector<Problem> check_volumes(const Anatomy& anatomy,
                                   const BrainTemplate& brain_template,
                                   const Atlas& atlas,
                                   const VolumesParams& params);

/// Volumes of the atlas' regions, the cranium and the tissues in the participant's own T1w; through
/// the warp, both by counting the carried labels and by the Jacobian.
RegionVolumes measure_volumes(const Anatomy& anatomy,
                              const BrainTemplate& brain_template,
                              const Atlas& atlas,
                              const VolumesParams& params);

extern const Stage<RegionVolumes, VolumesParams, Anatomy, BrainTemplate, Atlas> volumes_stage;

}  // namespace rewire
