#pragma once

#include "stages/data/anatomy.h"

namespace rewire {

/// Sets the tissues of `anatomy` from its head and brain: probabilities by a mixture of three
/// intensities with a Markov random field; grey matter where it is the most probable; sure white
/// matter and deep fluid. All empty, with warnings, when the intensities do not part.
void find_tissue(Anatomy& anatomy);

/// Sets the masks of the tissues (grey matter, sure white matter, deep fluid) from the brain and
/// the probabilities alone.
void set_tissue_masks(Anatomy& anatomy);

/// The most probable tissue of each voxel of the brain, as fMRIPrep counts them: 1 grey matter, 2
/// white matter, 3 fluid; 0 beyond the brain and where no tissue is known.
LabelMap most_probable_tissue(const Anatomy& anatomy);

}  // namespace rewire
