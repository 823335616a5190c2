#pragma once

#include <span>

#include "stages/data/volume.h"
#include "stages/data/warp.h"
#include "stages/kernels/registration/image_view.h"
#include "stages/kernels/registration/point_map.h"

namespace rewire {

/// The nouns as the registration kernels take them.
inline Lattice lattice_of(const Grid& grid) { return {grid.dims, grid.world_from_voxel}; }
inline Grid grid_of(const Lattice& lattice) { return {lattice.dims, lattice.world_from_voxel}; }
inline ImageView view_of(const Grid& grid, std::span<const float> values) {
  return {grid.dims, grid.world_from_voxel, values};
}
inline ImageView view_of(const Volume& volume) { return view_of(volume.grid, volume.values); }

inline DisplacementView view_of(const Grid& grid, const Eigen::Matrix3Xf& displacement_mm) {
  return {lattice_of(grid),
          {displacement_mm.data(), static_cast<std::size_t>(displacement_mm.size())}};
}

/// From a space (the T1w's, a scan's) to the template: its affine, then the warp; and back. The
/// warp must outlive the map.
inline PointMap to_template(const Eigen::Matrix4d& template_from_space, const Warp& warp) {
  return {{}, template_from_space, view_of(warp.grid, warp.template_from_affine_mm)};
}
inline PointMap from_template(const Eigen::Matrix4d& space_from_template, const Warp& warp) {
  return {view_of(warp.grid, warp.affine_from_template_mm), space_from_template, {}};
}

}  // namespace rewire
