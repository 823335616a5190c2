#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "stages/kernels/registration/image_view.h"

namespace rewire {

using MaskValues = std::vector<std::uint8_t>;

/// Squared distance (mm^2) from each voxel centre to the nearest voxel centre whose mask value
/// equals `target`, measured along the voxel axes (Felzenszwalb & Huttenlocher 2012,
/// doi:10.4086/toc.2012.v008a019); infinite when there is none. Nothing lies beyond the borders.
std::vector<float> squared_distance_mm2(const Lattice& lattice,
                                        std::span<const std::uint8_t> mask,
                                        std::uint8_t target);

/// Voxels within `radius_mm` of the mask.
MaskValues dilate(const Lattice& lattice, std::span<const std::uint8_t> mask, double radius_mm);
/// Voxels of the mask farther than `radius_mm` from every voxel outside it.
MaskValues erode(const Lattice& lattice, std::span<const std::uint8_t> mask, double radius_mm);

/// The largest part connected through faces; of equal ones the first in memory.
MaskValues largest_component(const Lattice& lattice, std::span<const std::uint8_t> mask);
/// The mask with all that cannot be reached through faces from the lattice's border.
MaskValues fill_holes(const Lattice& lattice, std::span<const std::uint8_t> mask);

std::size_t count_inside(std::span<const std::uint8_t> mask);
/// 2 |a and b| / (|a| + |b|); NaN when both are empty.
double dice(std::span<const std::uint8_t> a, std::span<const std::uint8_t> b);

}  // namespace rewire
