#pragma once

#include "stages/data/anatomy.h"

namespace rewire {

/// Sets the tissues of `anatomy` from its head and brain: probabilities by a mixture of three
/// intensities with a Markov random field; grey matter where it is the most probable; sure white
/// matter and deep fluid. All empty, with warnings, when the intensities do not part.
void find_tissue(Anatomy& anatomy);

}  // namespace rewire
