#pragma once

#include <array>
#include <optional>
#include <span>

namespace rewire {

/// One class of intensities.
struct TissueClass {
  double mean = 0.0;
  double deviation = 0.0;
  double share = 0.0;
};

/// Three normal distributions by ascending mean: in a T1w fluid, grey and white matter.
struct TissueMixture {
  std::array<TissueClass, 3> classes;

  /// Probability of class `index` given an intensity.
  double posterior(std::size_t index, double value) const;
};

/// Expectation–maximisation on a 256-bin histogram of `values` (Dempster, Laird & Rubin 1977).
/// Nothing when the values do not vary or a class dies out.
std::optional<TissueMixture> fit_tissue_mixture(std::span<const float> values);

}  // namespace rewire
