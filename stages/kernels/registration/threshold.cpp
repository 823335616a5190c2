#include "stages/kernels/registration/threshold.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace rewire {

float quantile(std::span<const float> values, double share) {
  std::vector<float> sorted(values.begin(), values.end());
  const auto rank =
      static_cast<std::ptrdiff_t>(std::lround(share * static_cast<double>(sorted.size() - 1)));
  std::nth_element(sorted.begin(), sorted.begin() + rank, sorted.end());
  return sorted[static_cast<std::size_t>(rank)];
}

std::optional<float> otsu_threshold(std::span<const float> values) {
  constexpr std::size_t bins = 256;
  if (values.empty()) return std::nullopt;
  const float low = *std::min_element(values.begin(), values.end());
  const float high = quantile(values, 0.995);
  if (!(high > low)) return std::nullopt;
  std::array<double, bins> histogram{};
  const float scale = static_cast<float>(bins) / (high - low);
  for (const float value : values) {
    const auto bin = static_cast<std::size_t>(std::max(0.0F, (value - low) * scale));
    histogram[std::min(bin, bins - 1)] += 1.0;
  }
  double total = 0.0;
  double total_moment = 0.0;
  for (std::size_t bin = 0; bin < bins; ++bin) {
    total += histogram[bin];
    total_moment += static_cast<double>(bin) * histogram[bin];
  }
  double below = 0.0;
  double moment = 0.0;
  double best = -1.0;
  std::size_t cut = 0;
  for (std::size_t bin = 0; bin + 1 < bins; ++bin) {
    below += histogram[bin];
    moment += static_cast<double>(bin) * histogram[bin];
    if (below == 0.0 || below == total) continue;
    const double gap = moment / below - (total_moment - moment) / (total - below);
    const double between = below * (total - below) * gap * gap;
    if (between > best) {
      best = between;
      cut = bin + 1;
    }
  }
  return low + static_cast<float>(cut) / scale;
}

}  // namespace rewire
