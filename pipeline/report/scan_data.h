#pragma once

#include <nlohmann/json_fwd.hpp>

#include "pipeline/report/scan_summaries.h"

namespace rewire {

/// {"names": [...], "columns": [[...], ...]}: columns of numbers (null: none) with four significant
/// digits, other columns as texts; null without columns. Labels (sub, run, ...) stay texts.
nlohmann::json table_json(const Table& table);

/// Every carpet with its cells as base64; see CarpetThumbnail.
nlohmann::json carpets_json(const std::vector<CarpetThumbnail>& carpets);

/// [{"scan", "file", "svg"}]; an empty svg is not on the page.
nlohmann::json pictures_json(const std::vector<ScanPicture>& pictures);

}  // namespace rewire
