#include "stages/kernels/registration/smooth.h"

#include <algorithm>
#include <cmath>

namespace rewire {
namespace {

constexpr double fwhm_per_sigma = 2.3548200450309493;

std::vector<float> half_kernel(double sigma_voxels) {
  const int radius = static_cast<int>(std::ceil(3.0 * sigma_voxels));
  std::vector<float> weights(static_cast<std::size_t>(radius) + 1);
  double total = 0.0;
  for (int i = 0; i <= radius; ++i) {
    const double weight = std::exp(-0.5 * i * i / (sigma_voxels * sigma_voxels));
    weights[static_cast<std::size_t>(i)] = static_cast<float>(weight);
    total += i == 0 ? weight : 2.0 * weight;
  }
  for (float& weight : weights) weight = static_cast<float>(weight / total);
  return weights;
}

/// Smooths `lines` x `n` x `lanes` values along n, lanes next to each other in memory.
void smooth_axis(const float* source,
                 float* target,
                 std::size_t lines,
                 int n,
                 std::size_t lanes,
                 const std::vector<float>& kernel) {
  const auto radius = static_cast<int>(kernel.size()) - 1;
  for (std::size_t line = 0; line < lines; ++line) {
    const float* from = source + line * static_cast<std::size_t>(n) * lanes;
    float* to = target + line * static_cast<std::size_t>(n) * lanes;
    for (int i = 0; i < n; ++i) {
      float* out = to + static_cast<std::size_t>(i) * lanes;
      const float* middle = from + static_cast<std::size_t>(i) * lanes;
      for (std::size_t lane = 0; lane < lanes; ++lane) out[lane] = kernel[0] * middle[lane];
      for (int d = 1; d <= radius; ++d) {
        const float weight = kernel[static_cast<std::size_t>(d)];
        const float* low = from + static_cast<std::size_t>(std::max(i - d, 0)) * lanes;
        const float* high = from + static_cast<std::size_t>(std::min(i + d, n - 1)) * lanes;
        for (std::size_t lane = 0; lane < lanes; ++lane) {
          out[lane] += weight * (low[lane] + high[lane]);
        }
      }
    }
  }
}

}  // namespace

std::vector<float> smooth(const ImageView& image, double fwhm_mm) {
  std::vector<float> values(image.values.begin(), image.values.end());
  if (!(fwhm_mm > 0.0)) return values;
  std::vector<float> other(values.size());
  std::size_t lanes = 1;
  for (int axis = 0; axis < 3; ++axis) {
    const int n = image.dims[static_cast<std::size_t>(axis)];
    const double spacing = image.world_from_voxel.col(axis).head<3>().norm();
    const std::size_t lines = values.size() / (lanes * static_cast<std::size_t>(n));
    smooth_axis(values.data(),
                other.data(),
                lines,
                n,
                lanes,
                half_kernel(fwhm_mm / fwhm_per_sigma / spacing));
    values.swap(other);
    lanes *= static_cast<std::size_t>(n);
  }
  return values;
}

}  // namespace rewire
