#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "stages/kernels/registration/bspline.h"
#include "stages/kernels/registration/image_view.h"

namespace rewire {

/// How one volume was brought onto the reference.
struct RigidFit {
  Eigen::Matrix4d reference_from_volume = Eigen::Matrix4d::Identity();
  int iterations = 0;
  bool converged = false;
  /// False when the volume has no contrast from which motion could be told; the matrix is then the
  /// identity.
  bool determined = true;
};

/// Finds the rigid motion between volumes of one scan and a reference on the same grid.
///
/// With v the volume and f the reference's cubic spline, sum w(r) r^2, r = v(x) - g f(T x) is made
/// least over the rigid T and a gain g by Gauss–Newton; w are Huber's weights at 2.5 standard
/// deviations. The volume, which carries the noise, is never interpolated, and the derivatives of f
/// are exact. A pass on smoothed images with fewer points comes first.
class RigidAligner {
 public:
  /// `mask` holds the voxels of a volume that are compared; `coarse_fwhm_mm` 0 leaves the coarse
  /// pass out.
  RigidAligner(const ImageView& reference,
               std::span<const std::uint8_t> mask,
               double coarse_fwhm_mm);

  RigidFit fit(std::span<const float> volume, const Eigen::Matrix4d& start) const;

 private:
  struct Level {
    double fwhm_mm = 0.0;
    CubicSpline reference;
    std::vector<std::uint32_t> points;
  };
  struct Sums;

  void improve(const Level& level, std::span<const float> values, RigidFit& fit) const;
  Sums accumulate(const Level& level,
                  std::span<const float> values,
                  const Eigen::Matrix4d& transform,
                  double gain,
                  double huber_limit) const;

  std::array<int, 3> dims_;
  Eigen::Matrix4d world_from_voxel_;
  Eigen::Matrix4d voxel_from_world_;
  Eigen::Vector3d centre_;
  std::vector<Level> levels_;
};

}  // namespace rewire
