#pragma once

#include "stages/data/volume.h"

namespace rewire {

struct TissueMasks {
  Mask white_matter;
  Mask csf;
};

/// Sure white matter and deep fluid of a T1w: a mixture of three intensities inside the brain, one
/// layer of voxels taken off the white matter, fluid only far from the brain's surface. Empty masks
/// when the intensities do not part.
TissueMasks find_tissue(const Volume& head, const Mask& brain);

}  // namespace rewire
