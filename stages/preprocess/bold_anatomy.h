#pragma once

#include <vector>

#include "stages/core/fields.h"
#include "stages/core/stage.h"
#include "stages/data/anatomy.h"
#include "stages/data/brain_template.h"
#include "stages/data/scan_space.h"

namespace rewire {

struct BoldAnatomyParams {};

void fields(FieldVisitor& visitor, BoldAnatomyParams& params);

std::vector<Problem> check_bold_anatomy(const Volume& mean,
                                        const ScanSpace& space,
                                        const Anatomy& standard,
                                        const BrainTemplate& brain_template,
                                        const BoldAnatomyParams& params);

/// The anatomy of a participant without T1w whose scans of several sessions were brought together:
/// their common image `mean`, which coregister() brought to the template's own anatomy `standard`
/// by `space`, with the template's tissues. Each scan then goes to that image rigidly, so that the
/// way to the template is the same for all sessions. The correlation with the template is that of
/// two contrasts, may be negative and judges nothing; the overlap of the brains does.
Anatomy bold_anatomy(const Volume& mean,
                     const ScanSpace& space,
                     const Anatomy& standard,
                     const BrainTemplate& brain_template,
                     const BoldAnatomyParams& params);

extern const Stage<Anatomy, BoldAnatomyParams, Volume, ScanSpace, Anatomy, BrainTemplate>
    bold_anatomy_stage;

}  // namespace rewire
