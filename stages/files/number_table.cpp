#include "stages/files/number_table.h"

#include <algorithm>
#include <cctype>
#include <limits>
#include <optional>
#include <span>
#include <string_view>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/files/file_bytes.h"
#include "stages/files/gzip.h"
#include "stages/files/npy.h"

namespace rewire {
namespace {

constexpr std::size_t most_lines_listed = 5;
constexpr std::size_t longest_content = std::size_t{1} << 32U;

std::string content_of(const std::filesystem::path& path) {
  const std::vector<std::byte> bytes = read_bytes(path);
  if (!is_gzip(bytes)) return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  const std::vector<std::byte> plain =
      gunzip(bytes, 4 * bytes.size(), longest_content, path.string());
  return {reinterpret_cast<const char*>(plain.data()), plain.size()};
}

struct Line {
  std::size_t number = 0;
  std::string_view text;
};

std::vector<Line> lines_of(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  std::vector<Line> lines;
  for (std::size_t number = 1; !text.empty(); ++number) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    const bool empty = line.find_first_not_of(" \t") == std::string_view::npos;
    if (!empty && line.front() != '#') lines.push_back({number, line});
  }
  return lines;
}

/// The first of tab, comma and semicolon that the line holds; a blank when it holds none.
char separator_of(std::string_view line) {
  for (const char separator : {'\t', ',', ';'}) {
    if (line.find(separator) != std::string_view::npos) return separator;
  }
  return ' ';
}

std::vector<std::string_view> cells_of(std::string_view line, char separator) {
  std::vector<std::string_view> cells;
  const auto trimmed = [](std::string_view cell) {
    const std::size_t first = cell.find_first_not_of(" \t\"");
    if (first == std::string_view::npos) return std::string_view();
    return cell.substr(first, cell.find_last_not_of(" \t\"") - first + 1);
  };
  for (std::size_t start = 0; start <= line.size();) {
    const std::size_t end = std::min(line.find(separator, start), line.size());
    const std::string_view cell = trimmed(line.substr(start, end - start));
    if (separator != ' ' || !cell.empty()) cells.push_back(cell);
    start = end + 1;
  }
  return cells;
}

bool is_absent(std::string_view cell) {
  std::string lower(cell);
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower.empty() || lower == "n/a" || lower == "na" || lower == "nan";
}

bool is_name(std::string_view cell) { return !is_absent(cell) && !parse_number(cell); }

/// 0, 1, 2, ... as data frames number columns without names; an empty cell may stand before them.
bool is_numbering(std::span<const std::string_view> cells) {
  if (!cells.empty() && is_absent(cells.front())) cells = cells.subspan(1);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (parse_integer(cells[i]) != static_cast<std::int64_t>(i)) return false;
  }
  return cells.size() > 2;
}

bool is_header(std::span<const std::string_view> cells, std::size_t lines) {
  const auto names = std::count_if(cells.begin(), cells.end(), is_name);
  const bool is_alone = lines == 1 || cells.size() == 1;  // else a row may begin with its name
  return names > (is_alone ? 0 : 1) || is_numbering(cells);
}

/// Whether the first cells of the lines count from 0 or 1 on: the index of a data frame.
bool is_index_column(std::span<const Line> lines, char separator) {
  std::optional<std::int64_t> next;
  for (const Line& line : lines) {
    const auto number = parse_integer(cells_of(line.text, separator).front());
    if (!number || *number != next.value_or(*number) || (!next && *number > 1)) return false;
    next = *number + 1;
  }
  return next.has_value();
}

Problem problem_at(std::string found,
                   std::string expected,
                   std::size_t line,
                   const std::string& in) {
  return {.found = std::move(found) + " in line " + std::to_string(line),
          .expected = std::move(expected),
          .where = in,
          .remedy = "export the table again"};
}

}  // namespace

NumberTable read_number_table(const std::filesystem::path& path) {
  if (path.extension() == ".npy") return {.names = {}, .values = read_npy(path)};
  const std::string where = path.string();
  const std::string text = content_of(path);
  std::vector<Line> lines = lines_of(text);
  if (lines.empty() || text.find('\0') != std::string::npos) {
    throw InputError({.found = lines.empty() ? "an empty file" : "binary data",
                      .expected = "rows of numbers",
                      .where = where,
                      .remedy = "export the table as text"});
  }
  const char separator = separator_of(lines.front().text);
  NumberTable table;
  std::vector<std::string_view> head = cells_of(lines.front().text, separator);
  const bool has_header = is_header(head, lines.size());
  if (has_header) {
    table.names.assign(head.begin(), head.end());
    lines.erase(lines.begin());
  }
  const std::size_t width =
      lines.empty() ? head.size() : cells_of(lines.front().text, separator).size();
  const bool named_rows = !lines.empty() && is_name(cells_of(lines.front().text, separator)[0]);
  const bool numbered_rows = has_header && is_absent(head.front()) && head.size() == width &&
                             is_index_column(lines, separator);
  const std::size_t skipped = named_rows || numbered_rows ? 1 : 0;
  if (has_header && skipped == 1 && table.names.size() == width) {
    table.names.erase(table.names.begin());
  }
  std::vector<Problem> problems;
  if (has_header && table.names.size() != width - skipped) {
    problems.push_back(problem_at(std::to_string(width - skipped) + " numbers",
                                  std::to_string(table.names.size()) + " as in the header",
                                  lines.empty() ? 1 : lines.front().number,
                                  where));
  }
  table.values.resize(static_cast<Eigen::Index>(lines.size()),
                      static_cast<Eigen::Index>(width - skipped));
  for (std::size_t i = 0; i < lines.size() && problems.size() < most_lines_listed; ++i) {
    const std::vector<std::string_view> cells = cells_of(lines[i].text, separator);
    if (cells.size() != width) {
      problems.push_back(problem_at(std::to_string(cells.size()) + " cells",
                                    std::to_string(width) + " as in the first row",
                                    lines[i].number,
                                    where));
      continue;
    }
    for (std::size_t c = skipped; c < width; ++c) {
      const auto number = parse_number(cells[c]);
      if (!number && !is_absent(cells[c])) {
        problems.push_back(problem_at(
            "'" + std::string(cells[c]) + "'", "a number or n/a", lines[i].number, where));
        break;
      }
      table.values(static_cast<Eigen::Index>(i), static_cast<Eigen::Index>(c - skipped)) =
          number ? *number : std::numeric_limits<double>::quiet_NaN();
    }
  }
  throw_if_errors(problems);
  return table;
}

bool is_bare_number_table(const std::filesystem::path& path) {
  const std::filesystem::path name = path.extension() == ".gz" ? path.stem() : path;
  const std::string extension = name.extension().string();
  return extension == ".csv" || extension == ".1D" || extension == ".txt" || extension == ".npy";
}

}  // namespace rewire
