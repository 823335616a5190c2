#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "stages/kernels/registration/image_view.h"

namespace rewire {

enum class Sizing { fixed, free };

struct CoarseSearch {
  /// Where the search begins: the grid of translations lies around each of these.
  std::vector<Eigen::Matrix4d> starts;
  Eigen::Vector3d reach_mm{24.0, 36.0, 36.0};  ///< of the translations, to both sides
  double step_mm = 12.0;
  Sizing sizing = Sizing::fixed;  ///< free: an isotropic scale of 0.75 to 1.3 is searched too
};

/// A rough moving_from_fixed (world coordinates) by mutual information (32 x 32 bins) at the voxels
/// of `fixed_mask`, a few millimetres apart: a grid of translations and nodding angles, then a
/// pattern search over position, angles and size from the best of them. Outside the moving image
/// its smallest value is assumed. Both images should be smooth at 8 mm.
Eigen::Matrix4d search_alignment(const ImageView& fixed,
                                 std::span<const std::uint8_t> fixed_mask,
                                 const ImageView& moving,
                                 const CoarseSearch& search);

}  // namespace rewire
