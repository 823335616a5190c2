#pragma once

#include "stages/kernels/registration/morphology.h"

namespace rewire {

/// The brain in a T2*-weighted mean image: Otsu's threshold, halved towards the background so that
/// dropout stays in; opening, the largest component, closing, holes filled. Empty when the image
/// does not vary.
MaskValues automask(const ImageView& image, double opening_mm, double closing_mm);

}  // namespace rewire
