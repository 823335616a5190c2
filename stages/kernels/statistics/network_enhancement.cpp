#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

#include "stages/kernels/statistics/network_statistics.h"

namespace rewire {
namespace {

/// Heights above this many steps count as this many: an edge without residuals has no bound.
constexpr int most_levels = 20000;

/// Components that grow as the height falls. What a component collects at a height belongs to all
/// of its regions: it is added to the root alone, and a region's sum is that along its way up.
class GrowingComponents {
 public:
  explicit GrowingComponents(int regions)
      : parent_(static_cast<std::size_t>(regions)),
        regions_(parent_.size(), 1),
        edges_(parent_.size(), 0),
        collected_(parent_.size(), 0.0) {
    std::iota(parent_.begin(), parent_.end(), std::size_t{0});
  }

  double collected(int region) const {
    auto at = static_cast<std::size_t>(region);
    double sum = collected_[at];
    while (parent_[at] != at) {
      at = parent_[at];
      sum += collected_[at];
    }
    return sum;
  }

  void add_edge(int from, int to) {
    std::size_t a = root(from);
    std::size_t b = root(to);
    if (edges_[a] == 0) roots_.push_back(a);
    if (a != b) {
      if (edges_[b] == 0) roots_.push_back(b);
      if (regions_[a] < regions_[b]) std::swap(a, b);
      parent_[b] = a;
      regions_[a] += regions_[b];
      edges_[a] += edges_[b];
      collected_[b] -= collected_[a];
      edges_[b] = -1;
    }
    ++edges_[a];
  }

  template <class Amount>
  void collect(const Amount& amount) {
    std::erase_if(roots_, [&](std::size_t at) { return edges_[at] < 0; });
    for (const std::size_t at : roots_) {
      collected_[at] += amount(static_cast<std::size_t>(edges_[at]));
    }
  }

 private:
  std::size_t root(int region) const {
    auto at = static_cast<std::size_t>(region);
    while (parent_[at] != at) at = parent_[at];
    return at;
  }

  std::vector<std::size_t> parent_;
  std::vector<int> regions_;
  std::vector<int> edges_;  ///< of a root; -1 once it is part of another
  std::vector<double> collected_;
  std::vector<std::size_t> roots_;
};

/// Edges in order of falling level; those of level 0 are left out.
struct Levels {
  std::vector<std::size_t> edges;
  std::vector<int> level;  ///< per edge
};

Levels sort_levels(std::span<const double> t, int sign, double step) {
  Levels levels;
  levels.level.resize(t.size());
  int highest = 0;
  for (std::size_t e = 0; e < t.size(); ++e) {
    const double height = sign * t[e] / step * (1.0 + 1e-12);
    levels.level[e] = height >= 1.0 ? static_cast<int>(std::min<double>(height, most_levels)) : 0;
    highest = std::max(highest, levels.level[e]);
  }
  std::vector<std::size_t> next(static_cast<std::size_t>(highest) + 2, 0);
  for (const int level : levels.level) {
    if (level > 0) ++next[static_cast<std::size_t>(highest - level) + 1];
  }
  std::partial_sum(next.begin(), next.end(), next.begin());
  levels.edges.resize(next.back());
  for (std::size_t e = 0; e < t.size(); ++e) {
    if (levels.level[e] == 0) continue;
    levels.edges[next[static_cast<std::size_t>(highest - levels.level[e])]++] = e;
  }
  return levels;
}

}  // namespace

NetworkEnhancement::NetworkEnhancement(EdgeEnds ends, const EnhancementParams& params)
    : ends_(std::move(ends)), params_(params), extent_term_(ends_.from.size() + 1) {
  for (std::size_t size = 0; size < extent_term_.size(); ++size) {
    extent_term_[size] = std::pow(static_cast<double>(size), params.extent_power);
  }
}

void NetworkEnhancement::enhance(std::span<const double> t,
                                 int sign,
                                 std::span<double> enhanced) const {
  std::fill(enhanced.begin(), enhanced.end(), 0.0);
  const Levels levels = sort_levels(t, sign, params_.step);
  if (levels.edges.empty()) return;
  GrowingComponents components(ends_.regions);
  std::size_t next = 0;
  for (int level = levels.level[levels.edges.front()]; level > 0; --level) {
    for (; next < levels.edges.size() && levels.level[levels.edges[next]] == level; ++next) {
      const std::size_t e = levels.edges[next];
      components.add_edge(ends_.from[e], ends_.to[e]);
      enhanced[e] = -components.collected(ends_.from[e]);
    }
    const double height = params_.step * level;
    const double height_term = params_.step * std::pow(height, params_.height_power);
    components.collect([&](std::size_t edges) { return extent_term_[edges] * height_term; });
  }
  for (const std::size_t e : levels.edges) enhanced[e] += components.collected(ends_.from[e]);
}

}  // namespace rewire
