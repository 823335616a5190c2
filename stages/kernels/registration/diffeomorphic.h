#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "stages/kernels/registration/image_view.h"

namespace rewire {

/// One resolution of a deformable registration. Spacings of finer levels are the coarser ones'
/// halves or the same.
struct DiffeomorphicLevel {
  double spacing_mm = 1.0;           ///< of the images
  double field_spacing_mm = 2.0;     ///< of the velocities, once or twice as much
  double smoothing_mm = 0.0;         ///< full width at half maximum, of both images
  int window_radius = 2;             ///< of the local correlation, in voxels
  double update_smoothing_mm = 4.0;  ///< standard deviation; what moves as one
  double field_smoothing_mm = 1.0;   ///< standard deviation, of the velocities at each step
  int most_iterations = 20;
};

struct DiffeomorphicSettings {
  std::vector<DiffeomorphicLevel> levels;
  /// Added to the variance of each window, in variances of the whole image.
  double noise_variance = 0.02;
  /// Weight of no motion against what the images ask for, relative to its mean.
  double damping = 0.1;
  /// Volumes change by a factor of exp(this) at most; 0: by any.
  double most_divergence = 0.0;
  /// A level ends when the correlation grew by less than this during three steps.
  double least_gain = 1e-3;
};

/// A diffeomorphism phi and its inverse as displacements (mm, RAS) on one lattice round the region,
/// 0 at its border and beyond: moving(moving_from_fixed(phi(x))) looks like fixed(x).
struct Diffeomorphism {
  Lattice lattice;
  Eigen::Matrix3Xf phi_mm;
  Eigen::Matrix3Xf inverse_mm;
  double least_jacobian = 1.0;  ///< smallest determinant of both
  /// Determinants of the Jacobian of phi, one per voxel of the lattice.
  std::vector<float> jacobian;
  /// Mean squared local correlation with the affine alone, and at the end (finest level).
  double correlation_before = 0.0;
  double correlation_after = 0.0;
  int iterations = 0;
};

/// Symmetric diffeomorphic registration: the flow of a stationary velocity field (Arsigny et al.
/// 2006), found coarse to fine by Gauss–Newton steps on the local correlation of both images
/// halfway (Avants et al. 2008; Lorenzi et al. 2013, doi:10.1016/j.neuroimage.2013.04.114), steps
/// and field smoothed by Gaussians. Only voxels of `region` (on the lattice of `fixed`) count.
/// Should a determinant come out not positive, the field is smoothed until all are. The same bits
/// for any number of threads.
Diffeomorphism register_diffeomorphic(const ImageView& fixed,
                                      std::span<const std::uint8_t> region,
                                      const ImageView& moving,
                                      const Eigen::Matrix4d& moving_from_fixed,
                                      const DiffeomorphicSettings& settings);

}  // namespace rewire
