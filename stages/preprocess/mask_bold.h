#pragma once

#include <vector>

#include "stages/core/fields.h"
#include "stages/core/stage.h"
#include "stages/data/masked_bold.h"
#include "stages/data/realigned.h"
#include "stages/data/scan_space.h"

namespace rewire {

struct MaskBoldParams {};

void fields(FieldVisitor& visitor, MaskBoldParams& params);

std::vector<Problem> check_mask_bold(const Realigned& scan,
                                     const ScanSpace& space,
                                     const MaskBoldParams& params);

/// The realigned scan's voxels inside the brain; what follows needs no 4-D image.
MaskedBold mask_bold(const Realigned& scan, const ScanSpace& space, const MaskBoldParams& params);

inline constexpr Stage<MaskedBold, MaskBoldParams, Realigned, ScanSpace> mask_bold_stage{
    "mask_bold", 1, "Keep the voxels inside the brain", &mask_bold, &check_mask_bold, {}};

}  // namespace rewire
