#pragma once

#include "stages/data/volume.h"

namespace rewire {

/// Averaged over whole voxels up to `spacing_mm`; the grid's matrix is rounded to what a NIfTI file
/// holds, so that a stored image reads back on the same grid.
Volume shrunk(const Volume& volume, double spacing_mm);
/// Voxels of which more than half are inside.
Mask shrunk(const Mask& mask, double spacing_mm);

}  // namespace rewire
