#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <span>

#include "stages/kernels/registration/image_view.h"
#include "stages/kernels/registration/white_matter_boundary.h"

namespace rewire {

/// Cost and alignment of a boundary-based registration.
struct BoundaryFit {
  Eigen::Matrix4d image_from_boundary = Eigen::Matrix4d::Identity();
  /// Mean of 1 + tanh(slope * Q) over the points, Q the percent contrast across the sheet: 0 when
  /// grey matter is brighter everywhere, 1 by chance, 2 when white matter is.
  double cost_at_start = 1.0;
  double cost = 1.0;
  double moved_mm = 0.0;   ///< from the start, root mean square over the points
  std::size_t points = 0;  ///< within the image and not in signal dropout, at the start
};

/// Boundary-based registration (Greve & Fischl 2009, doi:10.1016/j.neuroimage.2009.06.060, eq. for
/// T2*-weighted images, slope 0.5): moves the sheet rigidly so that the image is brighter outside
/// than inside. BFGS with exact derivatives, from a wide to a narrow view of the sheet,
/// once from each width; the lowest cost counts. The same
/// bits for any number of threads. With fewer than 500 points the start is given back.
BoundaryFit register_boundary(std::span<const BoundaryPoint> boundary,
                              const ImageView& image,
                              const Eigen::Matrix4d& image_from_boundary);

}  // namespace rewire
