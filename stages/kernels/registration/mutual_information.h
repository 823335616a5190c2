#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>

#include "stages/kernels/registration/image_view.h"

namespace rewire {

enum class TransformFamily { rigid, affine };

/// One resolution of a registration.
struct RegistrationLevel {
  double smoothing_mm = 0.0;  ///< full width at half maximum, of both images
  double spacing_mm = 0.0;    ///< coarsest sampling of the fixed image
  double first_step_mm = 2.0;
  double last_step_mm = 0.02;
  int most_iterations = 100;
};

/// Finds moving_from_fixed (world coordinates) from `start` by Mattes' mutual information (Mattes
/// et al. 2003, doi:10.1109/TMI.2003.809072) over the voxels of `fixed_mask`, with regular steps
/// along the gradient in mm at the points' radius. The same bits on any machine. Throws
/// NumericalError for images without overlap or contrast.
Eigen::Matrix4d register_mutual_information(const ImageView& fixed,
                                            std::span<const std::uint8_t> fixed_mask,
                                            const ImageView& moving,
                                            const Eigen::Matrix4d& start,
                                            TransformFamily family,
                                            std::span<const RegistrationLevel> levels);

}  // namespace rewire
