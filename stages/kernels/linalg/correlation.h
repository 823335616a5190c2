#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <vector>

namespace rewire {

/// Why a series has no correlation with any other.
enum class SeriesState : std::uint8_t { usable, not_finite, constant };

struct Correlation {
  Eigen::MatrixXd r;                ///< series x series; NaN rows and columns where not usable
  std::vector<SeriesState> states;  ///< one per series
};

/// Pearson's r between the columns of `series` (samples x series). Columns are centred in two
/// passes and scaled to unit length, so that offsets and scales cost no accuracy; r is symmetric,
/// within [-1, 1], and exactly 1 on the diagonal. A column is constant when its deviations from its
/// mean do not rise above the rounding of its own values (8 epsilon times the largest).
Correlation correlate(const Eigen::Ref<const Eigen::MatrixXd>& series);

}  // namespace rewire
