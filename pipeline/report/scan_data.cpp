#include "pipeline/report/scan_data.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string_view>

#include "stages/core/number_text.h"
#include "stages/files/base64.h"

namespace rewire {
namespace {

using nlohmann::json;

constexpr std::array<std::string_view, 12> labels{
    "sub", "ses", "task", "acq", "ce", "rec", "dir", "run", "echo", "space", "res", "den"};

double shortened(double value) {
  if (!std::isfinite(value) || value == 0.0) return value;
  const double unit = std::pow(10.0, 3.0 - std::floor(std::log10(std::abs(value))));
  return std::round(value * unit) / unit;
}

/// Numbers where every cell is one or is missing.
std::optional<json> numbers_json(const std::vector<std::string>& cells) {
  json column = json::array();
  for (const std::string& cell : cells) {
    if (is_missing(cell)) {
      column.push_back(nullptr);
      continue;
    }
    const std::optional<double> value = parse_number(cell);
    if (!value) return std::nullopt;
    column.push_back(shortened(*value));
  }
  return column;
}

std::string text_of(const std::vector<std::uint8_t>& cells) {
  return base64(std::as_bytes(std::span(cells)));
}

}  // namespace

nlohmann::json table_json(const Table& table) {
  if (table.names.empty()) return nullptr;
  json columns = json::array();
  for (std::size_t c = 0; c < table.names.size(); ++c) {
    const bool is_label = std::find(labels.begin(), labels.end(), table.names[c]) != labels.end();
    const std::optional<json> numbers = is_label ? std::nullopt : numbers_json(table.columns[c]);
    columns.push_back(numbers ? *numbers : json(table.columns[c]));
  }
  return {{"names", table.names}, {"columns", std::move(columns)}};
}

nlohmann::json carpets_json(const std::vector<CarpetThumbnail>& carpets) {
  json list = json::array();
  for (const CarpetThumbnail& carpet : carpets) {
    json displacement = json::array();
    for (const double value : carpet.framewise_displacement_mm) {
      displacement.push_back(shortened(value));
    }
    json tissues = json::array();
    for (const CarpetTissue tissue : carpet.tissues) tissues.push_back(static_cast<int>(tissue));
    list.push_back({{"scan", carpet.scan},
                    {"columns", carpet.columns},
                    {"tissues", std::move(tissues)},
                    {"before", text_of(carpet.before)},
                    {"after", text_of(carpet.after)},
                    {"fd", std::move(displacement)},
                    {"kept", carpet.kept}});
  }
  return list;
}

nlohmann::json pictures_json(const std::vector<ScanPicture>& pictures) {
  json list = json::array();
  for (const ScanPicture& picture : pictures) {
    list.push_back({{"scan", picture.scan}, {"file", picture.file}, {"svg", picture.svg}});
  }
  return list;
}

}  // namespace rewire
