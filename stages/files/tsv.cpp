#include "stages/files/tsv.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/files/atomic_file.h"
#include "stages/files/file_bytes.h"

namespace rewire {
namespace {

constexpr std::size_t most_listed = 5;

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  std::size_t start = 0;
  for (std::size_t end = text.find(separator); end != std::string_view::npos;
       end = text.find(separator, start)) {
    parts.push_back(text.substr(start, end - start));
    start = end + 1;
  }
  parts.push_back(text.substr(start));
  return parts;
}

std::vector<std::string_view> lines_of(std::string_view text) {
  constexpr std::string_view byte_order_mark = "\xef\xbb\xbf";
  if (text.starts_with(byte_order_mark)) text.remove_prefix(byte_order_mark.size());
  std::vector<std::string_view> lines = split(text, '\n');
  for (std::string_view& line : lines) {
    if (line.ends_with('\r')) line.remove_suffix(1);
  }
  while (!lines.empty() && lines.back().empty()) lines.pop_back();
  return lines;
}

Problem table_problem(std::string found, std::string expected, const std::string& where) {
  return {.found = std::move(found),
          .expected = std::move(expected),
          .where = where,
          .remedy = "mend the table (tab-separated, one header row)"};
}

std::vector<Problem> check_names(const std::vector<std::string_view>& names,
                                 const std::string& where) {
  std::vector<Problem> problems;
  std::set<std::string_view> seen;
  for (const std::string_view name : names) {
    const bool is_new = seen.insert(name).second;
    if (name.empty()) {
      problems.push_back(table_problem("a column without a name", "a name per column", where));
    } else if (!is_new) {
      problems.push_back(table_problem(
          "column '" + std::string(name) + "' more than once", "distinct column names", where));
    }
    if (problems.size() == most_listed) break;
  }
  return problems;
}

}  // namespace

std::optional<std::size_t> Table::find(std::string_view name) const {
  const auto found = std::find(names.begin(), names.end(), name);
  if (found == names.end()) return std::nullopt;
  return static_cast<std::size_t>(found - names.begin());
}

const std::vector<std::string>& Table::column(std::string_view name,
                                              const std::string& where) const {
  const std::optional<std::size_t> index = find(name);
  if (index) return columns[*index];
  std::string known;
  for (std::size_t i = 0; i < std::min(names.size(), 2 * most_listed); ++i) {
    known += (i == 0 ? "" : ", ") + names[i];
  }
  if (names.size() > 2 * most_listed) known += ", ...";
  throw InputError(Problem{.found = "the columns " + known,
                           .expected = "a column '" + std::string(name) + "'",
                           .where = where,
                           .remedy = "add or rename the column"});
}

void Table::add(std::string name, std::vector<std::string> cells) {
  names.push_back(std::move(name));
  columns.push_back(std::move(cells));
}

Table parse_tsv(std::string_view text, const std::string& where) {
  if (text.find('\0') != std::string_view::npos) {
    throw InputError(table_problem("binary data", "a text table", where));
  }
  const std::vector<std::string_view> lines = lines_of(text);
  if (lines.empty()) throw InputError(table_problem("an empty file", "a header row", where));
  const std::vector<std::string_view> names = split(lines.front(), '\t');
  std::vector<Problem> problems = check_names(names, where);
  throw_if_errors(problems);

  Table table;
  for (const std::string_view name : names) table.add(std::string(name), {});
  for (std::vector<std::string>& column : table.columns) column.reserve(lines.size() - 1);
  for (std::size_t i = 1; i < lines.size(); ++i) {
    const std::vector<std::string_view> cells = split(lines[i], '\t');
    if (cells.size() != names.size()) {
      problems.push_back(
          table_problem(std::to_string(cells.size()) + " cells in line " + std::to_string(i + 1),
                        std::to_string(names.size()) + " as in the header",
                        where));
      if (problems.size() == most_listed) break;
      continue;
    }
    for (std::size_t c = 0; c < cells.size(); ++c) table.columns[c].emplace_back(cells[c]);
  }
  throw_if_errors(problems);
  return table;
}

Table read_tsv(const std::filesystem::path& path) {
  return parse_tsv(read_text(path), path.string());
}

std::string format_tsv(const Table& table) {
  std::string text;
  const auto add = [&text](const std::string& cell, bool first) {
    if (cell.find_first_of("\t\r\n") != std::string::npos) {
      throw InternalError(Problem{.found = "a table cell with a tab or line end",
                                  .expected = "one line of text",
                                  .where = cell,
                                  .remedy = {}});
    }
    if (!first) text += '\t';
    text += cell;
  };
  for (std::size_t c = 0; c < table.names.size(); ++c) add(table.names[c], c == 0);
  text += '\n';
  for (std::size_t r = 0; r < table.row_count(); ++r) {
    for (std::size_t c = 0; c < table.columns.size(); ++c) add(table.columns[c].at(r), c == 0);
    text += '\n';
  }
  return text;
}

void write_tsv(const std::filesystem::path& path, const Table& table) {
  write_text(path, format_tsv(table));
}

bool is_missing(std::string_view cell) {
  return cell.empty() || cell == "n/a" || cell == "N/A" || cell == "NA" || cell == "NaN" ||
         cell == "nan";
}

Eigen::VectorXd to_numbers(const std::vector<std::string>& cells,
                           std::string_view column,
                           const std::string& where) {
  Eigen::VectorXd numbers(static_cast<Eigen::Index>(cells.size()));
  std::vector<Problem> problems;
  for (std::size_t i = 0; i < cells.size() && problems.size() < most_listed; ++i) {
    const std::optional<double> number = parse_number(cells[i]);
    if (!number && !is_missing(cells[i])) {
      problems.push_back(table_problem("'" + cells[i].substr(0, 40) + "' in column '" +
                                           std::string(column) + "', line " + std::to_string(i + 2),
                                       "a number or n/a",
                                       where));
    }
    numbers[static_cast<Eigen::Index>(i)] = number.value_or(std::nan(""));
  }
  throw_if_errors(problems);
  return numbers;
}

std::vector<std::string> to_cells(const Eigen::Ref<const Eigen::VectorXd>& values) {
  std::vector<std::string> cells;
  cells.reserve(static_cast<std::size_t>(values.size()));
  for (const double value : values) cells.push_back(format_number(value));
  return cells;
}

}  // namespace rewire
