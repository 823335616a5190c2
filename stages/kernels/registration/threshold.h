#pragma once

#include <optional>
#include <span>

namespace rewire {

/// The threshold that separates two classes best (Otsu 1979, doi:10.1109/TSMC.1979.4310076), from
/// 256 bins between the smallest value and the 99.5th percentile, so that a few bright vessels do
/// not stretch the scale. Nothing when the values do not vary.
std::optional<float> otsu_threshold(std::span<const float> values);

/// The value below which `share` (0 to 1) of the values lie; `values` is not empty.
float quantile(std::span<const float> values, double share);

}  // namespace rewire
