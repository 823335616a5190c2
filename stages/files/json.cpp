#include "stages/files/json.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "stages/core/error.h"
#include "stages/core/not_a_number.h"
#include "stages/files/atomic_file.h"
#include "stages/files/file_bytes.h"

namespace rewire {
namespace {

std::string line_and_column(std::string_view text, std::size_t byte) {
  const std::string_view before = text.substr(0, std::min(text.size(), byte > 0 ? byte - 1 : 0));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  const std::size_t line_start = before.rfind('\n') + 1;  // npos + 1 is 0
  return "line " + std::to_string(line) + ", column " +
         std::to_string(before.size() - line_start + 1);
}

}  // namespace

nlohmann::json parse_json(std::string_view text, const std::string& where) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  const auto fail = [&](const std::string& found) {
    throw InputError(Problem{.found = found,
                             .expected = "valid JSON",
                             .where = where,
                             .remedy = "mend the file, or convert it again from its source"});
  };
  try {
    return nlohmann::json::parse(text);
  } catch (const nlohmann::json::parse_error& error) {
    fail("text that is not JSON at " + line_and_column(text, error.byte));
  } catch (const nlohmann::json::out_of_range&) {
    fail("a number that no double can hold");
  }
  return {};
}

nlohmann::json read_json(const std::filesystem::path& path) {
  return parse_json(read_text(path), path.string());
}

nlohmann::json number_or_null(double value) {
  return std::isnan(value) ? nlohmann::json() : nlohmann::json(value);
}

double number_or_nan(const nlohmann::json& value) {
  return value.is_null() ? nan : value.get<double>();
}

std::string format_json(const nlohmann::json& json) {
  return json.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

void write_json(const std::filesystem::path& path, const nlohmann::json& json) {
  write_text(path, format_json(json));
}

}  // namespace rewire
