#pragma once

#include <cstdint>
#include <map>
#include <span>

#include "stages/kernels/registration/image_view.h"
#include "stages/kernels/registration/point_map.h"

namespace rewire {

/// The volume (mm^3) that each label of `lattice` takes up in another space: the sum over its
/// voxels of what each becomes there, by the determinant of the map's Jacobian (central differences
/// over a voxel). Label 0 is left out.
std::map<std::int32_t, double> label_volumes_mm3(const Lattice& lattice,
                                                 std::span<const std::int32_t> labels,
                                                 const PointMap& space_from_lattice);

}  // namespace rewire
