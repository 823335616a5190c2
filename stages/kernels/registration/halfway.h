#pragma once

#include <Eigen/Core>
#include <array>
#include <span>
#include <vector>

#include "stages/kernels/registration/image_view.h"
#include "stages/kernels/registration/local_correlation.h"
#include "stages/kernels/registration/vector_field.h"

namespace rewire {

/// One resolution of a deformable registration: the fixed image and its weights on a lattice, the
/// moving image where it is.
struct WarpImages {
  Lattice lattice;
  std::vector<float> fixed;
  std::vector<float> weight;  ///< 0 at the border
  ImageView moving;
  Eigen::Matrix4d moving_from_fixed = Eigen::Matrix4d::Identity();  ///< mm
};

/// The fixed image moved by `of_fixed` and the moving one by `of_moving` (displacements on a
/// lattice `ratio` times as coarse), linearly interpolated. Where the moving image ends, the weight
/// is 0. Both are brought to zero mean and unit variance over the weights.
ImagePair halfway_images(const WarpImages& images,
                         const VectorField& of_fixed,
                         const VectorField& of_moving,
                         int ratio);

}  // namespace rewire
