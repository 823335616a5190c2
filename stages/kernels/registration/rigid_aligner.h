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
  /// start.
  bool determined = true;
  double correlation = 0.0;  ///< weighted, of the volume with the reference where it was put
};

/// Finds the rigid motion between volumes of one scan and a reference on the same grid.
///
/// With v the volume and f the reference's cubic spline, sum w(r) r^2, r = v(x) - g f(T x) is made
/// least over the rigid T and a gain g by Gauss–Newton; w are the voxels' weights times Huber's at
/// 2.5 standard deviations. The volume, which carries the noise, is never interpolated, and the
/// derivatives of f are exact.
class RigidAligner {
 public:
  struct Widths {
    double fine_fwhm_mm = 0.0;    ///< smoothing of both images in the last pass
    double coarse_fwhm_mm = 8.0;  ///< and in the passes that start far away
  };

  /// `weights` (one per voxel, 0 or more) say how much a voxel of a volume counts.
  RigidAligner(const ImageView& reference, std::span<const float> weights, const Widths& widths);

  /// From a start that is about right (some millimetres, a few degrees).
  RigidFit fit_near(std::span<const float> volume, const Eigen::Matrix4d& start) const;
  /// On smoothed images first, from each of the starts; the one that correlates best goes on.
  RigidFit fit_far(std::span<const float> volume, std::span<const Eigen::Matrix4d> starts) const;

  /// Turns and shifts about the grid's centre that lie around `start`, for fit_far.
  std::vector<Eigen::Matrix4d> around(const Eigen::Matrix4d& start,
                                      double shift_mm,
                                      double turn_rad) const;

 private:
  struct Level {
    double fwhm_mm = 0.0;
    CubicSpline reference;
    std::vector<std::uint32_t> points;
    std::vector<float> weights;  ///< one per point
  };
  struct Sums;

  Level make_level(const ImageView& reference,
                   std::span<const float> weights,
                   double fwhm_mm,
                   const std::array<int, 3>& step) const;
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
  Level coarse_;
  Level fine_;
};

}  // namespace rewire
