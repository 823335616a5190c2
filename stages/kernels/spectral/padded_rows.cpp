#include "stages/kernels/spectral/padded_rows.h"

#include <algorithm>

namespace rewire {
namespace {

constexpr Eigen::Index batch = padded_batch;
constexpr Eigen::Index longest_padding = 32;
/// What an interpolation between six samples needs beyond the ends.
constexpr Eigen::Index least_padding = 8;

/// The least number from `n` on that has no prime factor above 7 and is a multiple of 4.
Eigen::Index quick_length(Eigen::Index n) {
  for (Eigen::Index length = (n + 3) / 4 * 4;; length += 4) {
    Eigen::Index rest = length;
    for (const Eigen::Index prime : {2, 3, 5, 7}) {
      while (rest % prime == 0) rest /= prime;
    }
    if (rest == 1) return length;
  }
}

/// Where sample `i` of `n` mirrored at both ends lies.
Eigen::Index mirrored(Eigen::Index i, Eigen::Index n) {
  const Eigen::Index period = 2 * (n - 1);
  const Eigen::Index at = ((i % period) + period) % period;
  return at < n ? at : period - at;
}

}  // namespace

PaddedLayout padded_layout(Eigen::Index samples) {
  const Eigen::Index padding = std::clamp(samples - 1, least_padding, longest_padding);
  return {samples, padding, quick_length(samples + 2 * padding)};
}

BatchLines unfold(const Eigen::MatrixXf& values,
                  Eigen::Index first,
                  Eigen::Index count,
                  const PaddedLayout& layout,
                  const std::vector<float>& fading,
                  float* padded) {
  const Eigen::Index n = layout.samples;
  const double middle = 0.5 * static_cast<double>(n - 1);
  Eigen::Array<double, batch, 1> sum = Eigen::Array<double, batch, 1>::Zero();
  Eigen::Array<double, batch, 1> moment = Eigen::Array<double, batch, 1>::Zero();
  for (Eigen::Index t = 0; t < n; ++t) {
    const auto column = values.col(t).segment(first, count).array().cast<double>();
    sum.head(count) += column;
    moment.head(count) += (static_cast<double>(t) - middle) * column;
  }
  const double length = static_cast<double>(n);
  BatchLines lines;
  lines.slope = moment * (12.0 / (length * (length * length - 1.0)));
  lines.level = sum / length - middle * lines.slope;
  for (Eigen::Index t = 0; t < n; ++t) {
    const Eigen::Array<float, batch, 1> line =
        (lines.level + static_cast<double>(t) * lines.slope).cast<float>();
    const float* column = values.col(t).data() + first;
    float* target = padded + layout.padding + t;
    for (Eigen::Index r = 0; r < count; ++r) target[r * layout.length] = column[r] - line[r];
  }
  for (Eigen::Index r = 0; r < count; ++r) {
    float* row = padded + r * layout.length;
    float* inside = row + layout.padding;
    for (Eigen::Index m = 1; m <= layout.padding; ++m) {
      const float fade = fading[static_cast<std::size_t>(m - 1)];
      inside[-m] = fade * inside[mirrored(-m, n)];
      inside[n - 1 + m] = fade * inside[mirrored(n - 1 + m, n)];
    }
    std::fill(inside + n + layout.padding, row + layout.length, 0.0F);
  }
  return lines;
}

}  // namespace rewire
