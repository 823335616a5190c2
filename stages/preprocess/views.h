#pragma once

#include <span>

#include "stages/data/volume.h"
#include "stages/kernels/registration/image_view.h"

namespace rewire {

/// The nouns as the registration kernels take them.
inline Lattice lattice_of(const Grid& grid) { return {grid.dims, grid.world_from_voxel}; }
inline Grid grid_of(const Lattice& lattice) { return {lattice.dims, lattice.world_from_voxel}; }
inline ImageView view_of(const Grid& grid, std::span<const float> values) {
  return {grid.dims, grid.world_from_voxel, values};
}
inline ImageView view_of(const Volume& volume) { return view_of(volume.grid, volume.values); }

}  // namespace rewire
