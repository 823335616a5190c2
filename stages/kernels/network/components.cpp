#include "stages/kernels/network/components.h"

#include <algorithm>

namespace rewire {

std::vector<int> components(const Network& network) {
  std::vector<int> component(static_cast<std::size_t>(network.size()), -1);
  int count = 0;
  std::vector<int> open;
  for (std::size_t root = 0; root < component.size(); ++root) {
    if (component[root] >= 0) continue;
    component[root] = count;
    open.assign(1, static_cast<int>(root));
    while (!open.empty()) {
      const int node = open.back();
      open.pop_back();
      for (const int next : network.neighbours(node)) {
        if (component[static_cast<std::size_t>(next)] >= 0) continue;
        component[static_cast<std::size_t>(next)] = count;
        open.push_back(next);
      }
    }
    ++count;
  }
  return component;
}

int component_count(const Network& network) {
  const std::vector<int> component = components(network);
  return component.empty() ? 0 : *std::max_element(component.begin(), component.end()) + 1;
}

double largest_component_share(const Network& network) {
  std::vector<int> sizes(static_cast<std::size_t>(network.size()), 0);
  for (const int component : components(network)) ++sizes[static_cast<std::size_t>(component)];
  if (sizes.empty()) return 0.0;
  return static_cast<double>(*std::max_element(sizes.begin(), sizes.end())) /
         static_cast<double>(sizes.size());
}

}  // namespace rewire
