#include "stages/kernels/registration/bias_field.h"

#include <algorithm>
#include <cmath>
#include <complex>
#include <numbers>

#include "stages/core/interrupt.h"
#include "stages/core/parallel.h"
#include "stages/kernels/registration/sample_points.h"
#include "stages/kernels/registration/spline_field.h"

namespace rewire {
namespace {

using Complex = std::complex<double>;
using Spectrum = std::vector<Complex>;

constexpr std::size_t bins = 200;
/// Room around the histogram for what the filters spread; a power of two.
constexpr std::size_t padded = 512;
constexpr std::size_t offset = (padded - bins) / 2;

/// Radix-2; `direction` -1 forth, 1 back (unscaled).
void transform(Spectrum& values, double direction) {
  const std::size_t n = values.size();
  if (n == 1) return;
  Spectrum even(n / 2);
  Spectrum odd(n / 2);
  for (std::size_t i = 0; i < n / 2; ++i) {
    even[i] = values[2 * i];
    odd[i] = values[2 * i + 1];
  }
  transform(even, direction);
  transform(odd, direction);
  for (std::size_t i = 0; i < n / 2; ++i) {
    const double angle =
        direction * 2.0 * std::numbers::pi * static_cast<double>(i) / static_cast<double>(n);
    const Complex turned = std::polar(1.0, angle) * odd[i];
    values[i] = even[i] + turned;
    values[i + n / 2] = even[i] - turned;
  }
}

/// The real part of values * filter in the frequency domain.
std::vector<double> filtered(const std::vector<double>& values, const std::vector<double>& filter) {
  Spectrum spectrum(values.begin(), values.end());
  transform(spectrum, -1.0);
  for (std::size_t i = 0; i < padded; ++i) spectrum[i] *= filter[i];
  transform(spectrum, 1.0);
  std::vector<double> result(padded);
  for (std::size_t i = 0; i < padded; ++i) {
    result[i] = spectrum[i].real() / static_cast<double>(padded);
  }
  return result;
}

/// A centred Gaussian of unit area in the frequency domain, where it is real.
std::vector<double> gaussian_spectrum(double fwhm_bins) {
  Spectrum gaussian(padded);
  const double scale = 2.0 * std::sqrt(std::numbers::ln2 / std::numbers::pi) / fwhm_bins;
  for (std::size_t i = 0; i < padded; ++i) {
    const auto d = static_cast<double>(std::min(i, padded - i));
    gaussian[i] = scale * std::exp(-4.0 * std::numbers::ln2 * d * d / (fwhm_bins * fwhm_bins));
  }
  transform(gaussian, -1.0);
  std::vector<double> result(padded);
  for (std::size_t i = 0; i < padded; ++i) result[i] = gaussian[i].real();
  return result;
}

/// The expected log-intensity without bias of each log-intensity.
class Sharpener {
 public:
  Sharpener(std::span<const double> values, const BiasSettings& settings) {
    const auto [low, high] = std::minmax_element(values.begin(), values.end());
    low_ = *low;
    width_ = (*high - *low) / static_cast<double>(bins - 1);
    std::vector<double> histogram(padded, 0.0);
    for (const double value : values) {
      const double position = (value - low_) / width_;
      const std::size_t bin = std::min(static_cast<std::size_t>(position), bins - 2);
      const double part = position - static_cast<double>(bin);
      histogram[offset + bin] += 1.0 - part;
      histogram[offset + bin + 1] += part;
    }
    const std::vector<double> blur = gaussian_spectrum(settings.blur_fwhm / width_);
    std::vector<double> wiener(padded);
    for (std::size_t i = 0; i < padded; ++i) {
      wiener[i] = blur[i] / (blur[i] * blur[i] + settings.wiener_noise);
    }
    std::vector<double> sharp = filtered(histogram, wiener);
    std::vector<double> moment(padded);
    for (std::size_t i = 0; i < padded; ++i) {
      sharp[i] = std::max(sharp[i], 0.0);
      moment[i] = sharp[i] * value_of(i);
    }
    const std::vector<double> above = filtered(moment, blur);
    const std::vector<double> below = filtered(sharp, blur);
    expected_.resize(bins);
    for (std::size_t i = 0; i < bins; ++i) {
      const bool known = below[offset + i] > 1e-12 * static_cast<double>(values.size());
      expected_[i] = known ? above[offset + i] / below[offset + i] : value_of(offset + i);
    }
  }

  double operator()(double value) const {
    const double position = std::clamp((value - low_) / width_, 0.0, bins - 1.0);
    const std::size_t bin = std::min(static_cast<std::size_t>(position), bins - 2);
    return expected_[bin] +
           (position - static_cast<double>(bin)) * (expected_[bin + 1] - expected_[bin]);
  }

 private:
  double value_of(std::size_t padded_bin) const {
    return low_ + (static_cast<double>(padded_bin) - static_cast<double>(offset)) * width_;
  }

  double low_ = 0.0;
  double width_ = 1.0;
  std::vector<double> expected_;
};

/// Coefficient of variation of exp(now - before).
double change(std::span<const double> before, std::span<const double> now) {
  double sum = 0.0;
  double squares = 0.0;
  for (std::size_t i = 0; i < now.size(); ++i) {
    const double ratio = std::exp(now[i] - before[i]);
    sum += ratio;
    squares += ratio * ratio;
  }
  const double mean = sum / static_cast<double>(now.size());
  return std::sqrt(std::max(squares / static_cast<double>(now.size()) - mean * mean, 0.0)) / mean;
}

std::array<int, 3> spans_at(const ImageView& image, double knot_spacing_mm) {
  std::array<int, 3> spans{};
  for (int axis = 0; axis < 3; ++axis) {
    const auto a = static_cast<std::size_t>(axis);
    const double extent_mm = image.world_from_voxel.col(axis).head<3>().norm() * image.dims[a];
    spans[a] = std::max(1, static_cast<int>(std::lround(extent_mm / knot_spacing_mm)));
  }
  return spans;
}

struct Samples {
  std::vector<GridPoint> points;
  std::vector<double> logs;
};

Samples samples_of(const ImageView& image, std::span<const std::uint8_t> mask, double spacing_mm) {
  Samples samples;
  const auto nx = static_cast<std::size_t>(image.dims[0]);
  const auto ny = static_cast<std::size_t>(image.dims[1]);
  for (const std::size_t index : sample_voxels(image, mask, spacing_mm)) {
    if (!(image.values[index] > 0.0F)) continue;
    samples.points.push_back({static_cast<int>(index % nx),
                              static_cast<int>(index / nx % ny),
                              static_cast<int>(index / (nx * ny))});
    samples.logs.push_back(std::log(static_cast<double>(image.values[index])));
  }
  return samples;
}

}  // namespace

std::vector<float> estimate_bias(const ImageView& image,
                                 std::span<const std::uint8_t> mask,
                                 const BiasSettings& settings) {
  std::vector<float> field(image.values.size(), 0.0F);
  const Samples samples = samples_of(image, mask, settings.sample_spacing_mm);
  std::vector<double> bias(samples.logs.size(), 0.0);
  std::vector<double> rest = samples.logs;
  for (int level = 0; level < settings.levels; ++level) {
    SplineField spline(image.dims, spans_at(image, std::ldexp(settings.knot_spacing_mm, -level)));
    for (int round = 0; round < settings.most_rounds; ++round) {
      throw_if_interrupted();
      for (std::size_t i = 0; i < rest.size(); ++i) rest[i] = samples.logs[i] - bias[i];
      if (rest.empty() || !(*std::ranges::max_element(rest) > *std::ranges::min_element(rest))) {
        break;
      }
      const Sharpener sharpen(rest, settings);
      for (double& value : rest) value -= sharpen(value);
      const std::vector<double> before = bias;
      spline.add_fit(samples.points, rest, bias);
      if (change(before, bias) < settings.convergence) break;
    }
    spline.add_to(field);
  }
  double mean = 0.0;
  for (const double value : bias) mean += value / static_cast<double>(bias.size());
  const auto shift = static_cast<float>(mean);
  parallel_for(field.size(), 65536, [&](std::size_t begin, std::size_t end) {
    for (std::size_t i = begin; i < end; ++i) field[i] = std::exp(field[i] - shift);
  });
  return field;
}

}  // namespace rewire
