#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "stages/kernels/registration/bspline.h"
#include "stages/kernels/registration/image_view.h"

namespace rewire {

/// Mutual information (nats) and its gradient for increments made before the transform: x moves to
/// T(x + t + D (x - c)). Both are means over the points that fall into the moving image.
struct MattesValue {
  double information = 0.0;
  Eigen::Vector3d by_translation = Eigen::Vector3d::Zero();
  Eigen::Matrix3d by_linear = Eigen::Matrix3d::Zero();  ///< of D
  double covered = 0.0;                                 ///< share of the points inside
};

/// Mattes' mutual information of two images at fixed points: 32 bins, fixed values in their nearest
/// bin, moving values spread by a cubic B-spline, so that the gradient is exact. Points are added
/// in one order: the same bits on any machine and for any number of threads.
class MattesInformation {
 public:
  static constexpr int bins = 32;

  /// Points are the voxels of `fixed_mask` on a lattice of about `spacing_mm`. Throws
  /// NumericalError when there are none or an image has one value throughout.
  MattesInformation(const ImageView& fixed,
                    std::span<const std::uint8_t> fixed_mask,
                    const ImageView& moving,
                    double spacing_mm);

  MattesValue at(const Eigen::Matrix4d& moving_from_fixed) const;

  /// The middle of the points, c above.
  const Eigen::Vector3d& centre() const { return centre_; }
  /// Root mean squared distance of the points from it.
  double radius_mm() const { return radius_mm_; }

 private:
  struct Point {
    Eigen::Vector3f world;
    int bin;
  };
  using Table = Eigen::Array<double, bins, bins>;  ///< column: bin of the fixed image

  std::vector<Point> points_;
  Eigen::Vector3d centre_ = Eigen::Vector3d::Zero();
  double radius_mm_ = 1.0;
  CubicSpline moving_;
  Eigen::Matrix4d voxel_from_world_;
  float moving_low_ = 0.0F;
  float bins_per_value_ = 0.0F;
};

}  // namespace rewire
