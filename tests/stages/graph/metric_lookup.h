#pragma once

#include <algorithm>
#include <stdexcept>
#include <string>

#include "stages/core/digest.h"
#include "stages/data/graph_metrics.h"

namespace rewire::testing {

inline const NodalMetric& nodal(const GraphMetrics& metrics, const std::string& name) {
  const auto found = std::find_if(
      metrics.nodal.begin(), metrics.nodal.end(), [&](const auto& m) { return m.name == name; });
  if (found == metrics.nodal.end()) throw std::out_of_range(name);
  return *found;
}

inline const GlobalMetric& global(const GraphMetrics& metrics, const std::string& name) {
  const auto found = std::find_if(
      metrics.global.begin(), metrics.global.end(), [&](const auto& m) { return m.name == name; });
  if (found == metrics.global.end()) throw std::out_of_range(name);
  return *found;
}

inline const StructureMetric& structure(const GraphMetrics& metrics,
                                        const std::string& name,
                                        const std::string& place) {
  const auto found = std::find_if(
      metrics.structures.begin(), metrics.structures.end(), [&](const StructureMetric& m) {
        return m.name == name && m.place == place;
      });
  if (found == metrics.structures.end()) throw std::out_of_range(name + "@" + place);
  return *found;
}

inline Digest content_of(const GraphMetrics& metrics) {
  Digester digester;
  add_content(digester, metrics);
  return digester.finish();
}

}  // namespace rewire::testing
