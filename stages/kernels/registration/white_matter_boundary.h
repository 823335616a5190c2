#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <vector>

#include "stages/kernels/registration/image_view.h"

namespace rewire {

/// A point of the sheet between white and grey matter (mm) and the way out of the white matter.
struct BoundaryPoint {
  Eigen::Vector3f place;
  Eigen::Vector3f outward;
};

/// Where the probability of white matter passes 1/2 between neighbouring voxels, grey matter
/// beginning outside: ventricles and the thin or doubtful parts of the sheet are left out. At most
/// about `most_points`, evenly taken in memory order. Both images lie on one lattice.
std::vector<BoundaryPoint> white_matter_boundary(const ImageView& white_probability,
                                                 const ImageView& grey_probability,
                                                 std::size_t most_points);

}  // namespace rewire
