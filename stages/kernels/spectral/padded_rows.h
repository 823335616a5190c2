#pragma once

#include <Eigen/Core>
#include <vector>

namespace rewire {

/// Rows that are padded, and transformed, together.
inline constexpr Eigen::Index padded_batch = 64;

/// How a padded row lies in memory: padding, samples, padding, zeros.
struct PaddedLayout {
  Eigen::Index samples;
  Eigen::Index padding;
  Eigen::Index length;

  Eigen::Index spectrum() const { return length / 2 + 1; }
};

/// Padding of 8 to 32 samples, and a length that is a multiple of 4 without prime factors above 7.
PaddedLayout padded_layout(Eigen::Index samples);

/// The lines of one batch of rows.
struct BatchLines {
  Eigen::Array<double, padded_batch, 1> level;  ///< at sample 0
  Eigen::Array<double, padded_batch, 1> slope;
};

/// Rows [first, first + count) of `values` (at most padded_batch) without their least-squares
/// lines, each in `layout.length` neighbouring floats of `padded`. The padding mirrors the row
/// about its first and last sample, times `fading` (one factor per sample, from the row outwards).
BatchLines unfold(const Eigen::MatrixXf& values,
                  Eigen::Index first,
                  Eigen::Index count,
                  const PaddedLayout& layout,
                  const std::vector<float>& fading,
                  float* padded);

}  // namespace rewire
