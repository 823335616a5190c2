#pragma once

#include "stages/data/distortion.h"
#include "stages/data/volume.h"

namespace rewire {

/// A still image of the scan without its distortion.
Volume corrected_reference(const Volume& reference, const Distortion& distortion);

/// Adds what is known of the distortion to the way from an output to a volume.
struct SamplingMap;
void add_distortion(SamplingMap& map, const Distortion& distortion);

}  // namespace rewire
