#include <algorithm>
#include <cstddef>
#include <numeric>

#include "stages/kernels/statistics/network_statistics.h"

namespace rewire {
namespace {

int root_of(std::vector<int>& parent, int node) {
  auto at = static_cast<std::size_t>(node);
  while (parent[at] != static_cast<int>(at)) {
    parent[at] = parent[static_cast<std::size_t>(parent[at])];
    at = static_cast<std::size_t>(parent[at]);
  }
  return static_cast<int>(at);
}

struct Forest {
  std::vector<int> parent;
  std::vector<std::size_t> edges;  ///< above the threshold, ascending
};

Forest join(std::span<const double> t, const EdgeEnds& ends, double threshold, int sign) {
  Forest forest{std::vector<int>(static_cast<std::size_t>(ends.regions)), {}};
  std::iota(forest.parent.begin(), forest.parent.end(), 0);
  for (std::size_t e = 0; e < t.size(); ++e) {
    if (!(sign * t[e] >= threshold)) continue;
    forest.edges.push_back(e);
    const int a = root_of(forest.parent, ends.from[e]);
    const int b = root_of(forest.parent, ends.to[e]);
    forest.parent[static_cast<std::size_t>(std::max(a, b))] = std::min(a, b);
  }
  return forest;
}

}  // namespace

std::vector<EdgeComponent> edge_components(std::span<const double> t,
                                           const EdgeEnds& ends,
                                           double threshold,
                                           int sign) {
  Forest forest = join(t, ends, threshold, sign);
  std::vector<int> place(forest.parent.size(), -1);
  std::vector<EdgeComponent> components;
  for (const std::size_t e : forest.edges) {
    int& at = place[static_cast<std::size_t>(root_of(forest.parent, ends.from[e]))];
    if (at < 0) {
      at = static_cast<int>(components.size());
      components.emplace_back().sign = sign;
    }
    EdgeComponent& component = components[static_cast<std::size_t>(at)];
    component.edges.push_back(static_cast<Eigen::Index>(e));
    component.extent += 1.0;
    component.intensity += sign * t[e] - threshold;
  }
  return components;
}

LargestComponent largest_component(std::span<const double> t,
                                   const EdgeEnds& ends,
                                   double threshold,
                                   int sign) {
  Forest forest = join(t, ends, threshold, sign);
  std::vector<LargestComponent> sums(forest.parent.size());
  LargestComponent largest;
  for (const std::size_t e : forest.edges) {
    auto& sum = sums[static_cast<std::size_t>(root_of(forest.parent, ends.from[e]))];
    sum.extent += 1.0;
    sum.intensity += sign * t[e] - threshold;
    largest.extent = std::max(largest.extent, sum.extent);
    largest.intensity = std::max(largest.intensity, sum.intensity);
  }
  return largest;
}

}  // namespace rewire
