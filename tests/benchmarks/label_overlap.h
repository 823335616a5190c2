#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

// How well labels that were carried lie on the true ones.
namespace rewire::benchmarks {

/// The labels (from 1) whose names begin with one of `starts`.
inline std::vector<std::int32_t> labels_of(const std::vector<std::string>& names,
                                           const std::vector<std::string>& starts) {
  std::vector<std::int32_t> labels;
  for (std::size_t i = 0; i < names.size(); ++i) {
    for (const std::string& start : starts) {
      if (names[i].starts_with(start)) labels.push_back(static_cast<std::int32_t>(i + 1));
    }
  }
  return labels;
}

/// Dice overlap of where `a` has one of `in_a` and `b` one of `in_b`.
inline double dice_of(const std::vector<std::int32_t>& a,
                      const std::vector<std::int32_t>& in_a,
                      const std::vector<std::int32_t>& b,
                      const std::vector<std::int32_t>& in_b) {
  const auto has = [](const std::vector<std::int32_t>& set, std::int32_t label) {
    return std::find(set.begin(), set.end(), label) != set.end();
  };
  double both = 0.0, sum = 0.0;
  for (std::size_t v = 0; v < a.size(); ++v) {
    if (a[v] == 0 && b[v] == 0) continue;
    const bool x = has(in_a, a[v]);
    const bool y = has(in_b, b[v]);
    both += x && y ? 1.0 : 0.0;
    sum += (x ? 1.0 : 0.0) + (y ? 1.0 : 0.0);
  }
  return 2.0 * both / sum;
}

/// Mean Dice overlap over amygdala, hippocampus and prefrontal parcels.
inline double mean_dice(const std::vector<std::string>& names,
                        const std::vector<std::int32_t>& truth,
                        const std::vector<std::int32_t>& carried) {
  double sum = 0.0, regions = 0.0;
  for (const std::int32_t label :
       labels_of(names, {"Amygdala", "Hippocampus", "Frontal", "Rectus", "Cingulum_Ant"})) {
    sum += dice_of(truth, {label}, carried, {label});
    regions += 1.0;
  }
  return sum / regions;
}

}  // namespace rewire::benchmarks
