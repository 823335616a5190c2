#include "pipeline/report/edge_map.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <string>

namespace rewire {
namespace {

constexpr std::string_view separator = "--";

/// The regions that the names of an upper triangle hold; empty when they are not one.
std::vector<std::string> regions_of(const std::vector<const Effect*>& edges) {
  const auto count = static_cast<std::size_t>(
      std::llround(0.5 + std::sqrt(0.25 + 2.0 * static_cast<double>(edges.size()))));
  if (count < 2 || count * (count - 1) / 2 != edges.size()) return {};
  const std::string& first = edges.front()->endpoint;
  for (std::size_t cut = first.find(separator); cut != std::string::npos;
       cut = first.find(separator, cut + 1)) {
    std::vector<std::string> regions{first.substr(0, cut)};
    const std::string start = regions.front() + std::string(separator);
    for (std::size_t j = 1; j < count && edges[j - 1]->endpoint.starts_with(start); ++j) {
      regions.push_back(edges[j - 1]->endpoint.substr(start.size()));
    }
    if (regions.size() != count) continue;
    bool agrees = true;
    std::size_t edge = 0;
    for (std::size_t i = 0; i < count; ++i) {
      for (std::size_t j = i + 1; j < count; ++j) {
        agrees =
            agrees && edges[edge++]->endpoint == regions[i] + std::string(separator) + regions[j];
      }
    }
    if (agrees) return regions;
  }
  return {};
}

}  // namespace

nlohmann::json edge_map(const std::vector<const Effect*>& edges) {
  const std::vector<std::string> regions = regions_of(edges);
  if (regions.empty()) return nullptr;
  nlohmann::json t = nlohmann::json::array();
  for (const Effect* edge : edges) t.push_back(std::round(edge->t * 100.0) / 100.0);
  return {{"regions", regions}, {"t", std::move(t)}};
}

}  // namespace rewire
