#include "stages/kernels/registration/smooth.h"

#include <algorithm>
#include <cmath>

#include "stages/core/parallel.h"

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

std::size_t size(int n) { return static_cast<std::size_t>(n); }

/// Smooths each of `lines` rows of `n` neighbouring values.
void smooth_rows(const float* source,
                 float* target,
                 std::size_t lines,
                 int n,
                 const std::vector<float>& kernel) {
  const std::size_t radius = kernel.size() - 1;
  const std::size_t count = size(n);
  parallel_for(lines, 256, [&](std::size_t begin, std::size_t end) {
    std::vector<float> padded(count + 2 * radius);
    for (std::size_t line = begin; line < end; ++line) {
      const float* from = source + line * count;
      std::fill_n(padded.begin(), radius, from[0]);
      std::copy_n(from, count, padded.begin() + static_cast<std::ptrdiff_t>(radius));
      std::fill_n(padded.end() - static_cast<std::ptrdiff_t>(radius), radius, from[count - 1]);
      const float* middle = padded.data() + radius;
      float* out = target + line * count;
      for (std::size_t i = 0; i < count; ++i) out[i] = kernel[0] * middle[i];
      for (std::size_t d = 1; d <= radius; ++d) {
        const float weight = kernel[d];
        const float* low = middle - d;
        const float* high = middle + d;
        for (std::size_t i = 0; i < count; ++i) out[i] += weight * (low[i] + high[i]);
      }
    }
  });
}

/// Smooths `lines` x `n` x `lanes` values along n, lanes next to each other in memory.
void smooth_axis(const float* source,
                 float* target,
                 std::size_t lines,
                 int n,
                 std::size_t lanes,
                 const std::vector<float>& kernel) {
  const auto radius = static_cast<int>(kernel.size()) - 1;
  const std::size_t block = std::max<std::size_t>(1, 16384 / lanes);
  parallel_for(lines * size(n), block, [&](std::size_t begin, std::size_t end) {
    for (std::size_t row = begin; row < end; ++row) {
      const int i = static_cast<int>(row % size(n));
      const float* from = source + (row - size(i)) * lanes;
      float* out = target + row * lanes;
      const float* middle = from + size(i) * lanes;
      for (std::size_t lane = 0; lane < lanes; ++lane) out[lane] = kernel[0] * middle[lane];
      for (int d = 1; d <= radius; ++d) {
        const float weight = kernel[size(d)];
        const float* low = from + size(std::max(i - d, 0)) * lanes;
        const float* high = from + size(std::min(i + d, n - 1)) * lanes;
        for (std::size_t lane = 0; lane < lanes; ++lane) {
          out[lane] += weight * (low[lane] + high[lane]);
        }
      }
    }
  });
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
    const std::vector<float> kernel = half_kernel(fwhm_mm / fwhm_per_sigma / spacing);
    if (lanes == 1) {
      smooth_rows(values.data(), other.data(), lines, n, kernel);
    } else {
      smooth_axis(values.data(), other.data(), lines, n, lanes, kernel);
    }
    values.swap(other);
    lanes *= static_cast<std::size_t>(n);
  }
  return values;
}

}  // namespace rewire
