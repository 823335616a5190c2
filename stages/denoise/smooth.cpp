#include "stages/denoise/smooth.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <span>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/core/parallel.h"

namespace rewire {
namespace {

constexpr double fwhm_per_sigma = 2.3548200450309493;  // sqrt(8 log 2)
constexpr double cut_off_sigmas = 4.0;

/// The right half of a Gaussian, from its centre on; the whole adds up to 1.
std::vector<float> half_kernel(double sigma_voxels) {
  const auto radius = static_cast<std::size_t>(std::lround(cut_off_sigmas * sigma_voxels));
  std::vector<double> weights(radius + 1);
  double sum = 0.0;
  for (std::size_t i = 0; i <= radius; ++i) {
    const double distance = static_cast<double>(i) / sigma_voxels;
    weights[i] = std::exp(-0.5 * distance * distance);
    sum += i == 0 ? weights[i] : 2.0 * weights[i];
  }
  std::vector<float> kernel;
  kernel.reserve(weights.size());
  for (const double weight : weights) kernel.push_back(static_cast<float>(weight / sum));
  return kernel;
}

/// to += weight * from, number by number.
void add_scaled(float weight, std::span<const float> from, std::span<float> to) {
  for (std::size_t v = 0; v < to.size(); ++v) to[v] += weight * from[v];
}

/// Convolves along one axis: neighbours are `stride` apart and there are `size` of them. What lies
/// beyond the grid counts as 0.
void convolve(const std::vector<float>& kernel,
              std::size_t size,
              std::size_t stride,
              std::span<const float> from,
              std::span<float> to) {
  const std::size_t block = size * stride;
  const std::size_t reach = std::min(kernel.size(), size);
  for (std::size_t start = 0; start < from.size(); start += block) {
    const std::span<const float> line = from.subspan(start, block);
    const std::span<float> sums = to.subspan(start, block);
    std::fill(sums.begin(), sums.end(), 0.0F);
    add_scaled(kernel[0], line, sums);
    for (std::size_t i = 1; i < reach; ++i) {
      const std::size_t shared = block - i * stride;
      add_scaled(kernel[i], line.first(shared), sums.last(shared));
      add_scaled(kernel[i], line.last(shared), sums.first(shared));
    }
  }
}

class Smoother {
 public:
  Smoother(const Grid& grid, double fwhm_mm) : dims_(grid.dims) {
    const std::array<double, 3> spacing = grid.spacing_mm();
    for (std::size_t axis = 0; axis < 3; ++axis) {
      kernels_[axis] = half_kernel(fwhm_mm / fwhm_per_sigma / spacing[axis]);
    }
  }

  /// In place; `work` has the same size.
  void operator()(std::vector<float>& volume, std::vector<float>& work) const {
    std::size_t stride = 1;
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const auto size = static_cast<std::size_t>(dims_[axis]);
      convolve(kernels_[axis], size, stride, volume, work);
      volume.swap(work);
      stride *= size;
    }
  }

 private:
  std::array<int, 3> dims_;
  std::array<std::vector<float>, 3> kernels_;
};

}  // namespace

void fields(FieldVisitor& visitor, SmoothParams& params) {
  visitor.number("fwhm",
                 params.fwhm_mm,
                 Unit::millimetres,
                 {0, 50},
                 "Full width at half maximum of the Gaussian; 0 does not smooth. A run keeps the "
                 "smoothed scan beside its other results, which are of the scan before it.");
}

std::vector<Problem> check_smooth(const Denoised& denoised, const SmoothParams& params) {
  const std::array<double, 3> spacing = denoised.bold.mask.grid.spacing_mm();
  const double widest = std::max({spacing[0], spacing[1], spacing[2]});
  if (params.fwhm_mm == 0.0 || params.fwhm_mm >= widest) return {};
  return {{.found = "a Gaussian of " + format_number(params.fwhm_mm) + " mm",
           .expected = "one wider than a voxel of " + format_number(widest) + " mm",
           .where = "smooth",
           .remedy = "widen it, or leave it at 0",
           .severity = Severity::warning}};
}

Denoised smooth(const Denoised& denoised, const SmoothParams& params) {
  Denoised smoothed = denoised;
  if (params.fwhm_mm == 0.0) return smoothed;
  const Mask& mask = denoised.bold.mask;
  const Smoother smoother(mask.grid, params.fwhm_mm);
  const std::vector<std::size_t> voxels = mask.indices();
  std::vector<float> weights(mask.inside.begin(), mask.inside.end());
  std::vector<float> spare(weights.size());
  smoother(weights, spare);
  const auto volumes = static_cast<std::size_t>(denoised.bold.values.cols());
  parallel_for(volumes, 1, [&](std::size_t t, std::size_t /*end*/) {
    if (denoised.report.kept[t] == 0) return;
    auto column = smoothed.bold.values.col(static_cast<Eigen::Index>(t));
    std::vector<float> volume(weights.size(), 0.0F);
    std::vector<float> work(weights.size());
    for (std::size_t v = 0; v < voxels.size(); ++v) {
      volume[voxels[v]] = column[static_cast<Eigen::Index>(v)];
    }
    smoother(volume, work);
    for (std::size_t v = 0; v < voxels.size(); ++v) {
      column[static_cast<Eigen::Index>(v)] = volume[voxels[v]] / weights[voxels[v]];
    }
  });
  return smoothed;
}

}  // namespace rewire
