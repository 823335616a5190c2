#pragma once

#include <array>
#include <span>
#include <vector>

namespace rewire {

/// Two images side by side on one lattice, and how much each voxel counts (0 to 1); the outermost
/// layer of voxels does not.
struct ImagePair {
  std::array<int, 3> dims{0, 0, 0};
  std::vector<float> fixed;
  std::vector<float> moving;
  std::vector<float> weight;
};

/// Per cell of `ratio`^3 voxels the means of a 3x3 matrix H (xx, yy, zz, xy, xz, yz) and a vector b
/// (x, y, z): where the moving image has to be read u = H^-1 b voxels further on, half of it to be
/// given to the fixed image, for the images to correlate best around.
struct NormalEquations {
  std::array<int, 3> dims{0, 0, 0};
  std::array<std::vector<float>, 9> part;
  /// Weighted mean of the squared local correlation, negative ones as 0.
  double correlation = 0.0;
};

/// Gauss–Newton steps on the local correlation in windows of (2 radius + 1)^3 voxels (the metric of
/// Avants et al. 2008, doi:10.1016/j.media.2007.06.004; both images' gradients count alike). Both
/// images should have unit variance: `noise_variance` is added to that of each window, so that
/// places without contrast pull nowhere. Dimensions are multiples of `ratio`.
NormalEquations local_correlation(const ImagePair& pair,
                                  int radius,
                                  float noise_variance,
                                  int ratio);

}  // namespace rewire
