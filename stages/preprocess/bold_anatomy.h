#pragma once

#include <vector>

#include "stages/preprocess/anatomy.h"

namespace rewire {

std::vector<Problem> check_bold_anatomy(const Volume& mean,
                                        const BrainTemplate& brain_template,
                                        const AnatomyParams& params);

/// The anatomy of a participant without T1w whose scans of several sessions were brought together:
/// their common image, registered to the template by one affine, with the template's tissues. Each
/// scan then goes to that image rigidly, so that the way to the template is the same for all
/// sessions. Throws NumericalError like mask_brain() and coregister(). The correlation with the
/// template is replaced by the Dice overlap of the brains: contrasts differ.
Anatomy bold_anatomy(const Volume& mean,
                     const BrainTemplate& brain_template,
                     const AnatomyParams& params);

extern const Stage<Anatomy, AnatomyParams, Volume, BrainTemplate> bold_anatomy_stage;

}  // namespace rewire
