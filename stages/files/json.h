#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

namespace rewire {

/// InputError with line and column when the text is not JSON. A byte order mark is skipped.
nlohmann::json parse_json(std::string_view text, const std::string& where);
nlohmann::json read_json(const std::filesystem::path& path);

/// Keys sorted, indented by two, a line end at the end; numbers as the shortest text that reads
/// back; NaN and infinities are null (JSON has none).
std::string format_json(const nlohmann::json& json);
/// null where the number is NaN, and the other way round.
nlohmann::json number_or_null(double value);
double number_or_nan(const nlohmann::json& value);
/// Atomic.
void write_json(const std::filesystem::path& path, const nlohmann::json& json);

}  // namespace rewire
