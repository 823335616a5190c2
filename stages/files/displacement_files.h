#pragma once

#include <Eigen/Core>
#include <filesystem>

#include "stages/data/grid.h"

namespace rewire {

/// A displacement field (mm, RAS, one column per voxel) as ITK and ANTs read it: a NIfTI image of
/// five dimensions (x, y, z, 1, 3) with the intent of a vector, components towards left, posterior
/// and superior. As everywhere in ITK, the file that resamples `moving` to `fixed` leads from the
/// fixed image's points to the moving one's. Compressed when the name ends in .gz; atomic.
void write_displacement(const std::filesystem::path& path,
                        const Grid& grid,
                        const Eigen::Matrix3Xf& displacement_mm);

/// What write_displacement() left of a field on `grid`. InputError when it is another file.
Eigen::Matrix3Xf read_displacement(const std::filesystem::path& path, const Grid& grid);

}  // namespace rewire
