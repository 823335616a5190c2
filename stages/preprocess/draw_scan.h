#pragma once

#include <vector>

#include "stages/core/fields.h"
#include "stages/core/stage.h"
#include "stages/data/anatomy.h"
#include "stages/data/atlas.h"
#include "stages/data/brain_template.h"
#include "stages/data/confounds.h"
#include "stages/data/scan_pictures.h"
#include "stages/data/scan_space.h"

namespace rewire {

struct DrawScanParams {};

void fields(FieldVisitor& visitor, DrawScanParams& params);

std::vector<Problem> check_draw_scan(const Volume& mean,
                                     const Mask& brain,
                                     const ScanSpace& space,
                                     const Confounds& confounds,
                                     const Anatomy& anatomy,
                                     const BrainTemplate& brain_template,
                                     const Atlas& atlas,
                                     const DrawScanParams& params);

/// The scan's mean, its T1w (where there is one) and the template in the same slices of the
/// template's space, left on the left, 2 mm per pixel: with the edges of the scan's own brain mask,
/// of the T1w's white matter, of the template's brain, and of amygdala and hippocampus in the
/// atlas. An edge that lies on the image of another row says that the two were brought together.
/// Motion is taken from the confounds trans_* and rot_*.
ScanPictures draw_scan(const Volume& mean,
                       const Mask& brain,
                       const ScanSpace& space,
                       const Confounds& confounds,
                       const Anatomy& anatomy,
                       const BrainTemplate& brain_template,
                       const Atlas& atlas,
                       const DrawScanParams& params);

extern const Stage<ScanPictures,
                   DrawScanParams,
                   Volume,
                   Mask,
                   ScanSpace,
                   Confounds,
                   Anatomy,
                   BrainTemplate,
                   Atlas>
    draw_scan_stage;

}  // namespace rewire
