#pragma once

#include <Eigen/Core>
#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace rewire {

/// A table with a header row, as texts.
struct Table {
  std::vector<std::string> names;                 ///< distinct
  std::vector<std::vector<std::string>> columns;  ///< one per name, all of the same length

  std::size_t row_count() const { return columns.empty() ? 0 : columns.front().size(); }
  std::optional<std::size_t> find(std::string_view name) const;
  /// The column `name`; InputError with the names that exist when there is none.
  const std::vector<std::string>& column(std::string_view name, const std::string& where) const;
  void add(std::string name, std::vector<std::string> cells);
};

/// BIDS TSV: UTF-8 with or without byte order mark, LF or CRLF, tab-separated, one header row;
/// quotes are plain characters; empty lines at the end are skipped. InputError lists rows of the
/// wrong length (with their line numbers), repeated or empty column names, NUL bytes, no header.
Table parse_tsv(std::string_view text, const std::string& where);
Table read_tsv(const std::filesystem::path& path);

/// Cells as they are; InternalError when one holds a tab or a line end or columns differ in length.
std::string format_tsv(const Table& table);
/// Atomic.
void write_tsv(const std::filesystem::path& path, const Table& table);

/// "n/a", "NA", "NaN" and an empty cell: no value.
bool is_missing(std::string_view cell);

/// The cells as numbers, missing ones as NaN; InputError names the column and line of the first
/// texts that are neither. `where` names the file.
Eigen::VectorXd to_numbers(const std::vector<std::string>& cells,
                           std::string_view column,
                           const std::string& where);
/// Shortest texts that read back exactly; NaN as "n/a".
std::vector<std::string> to_cells(const Eigen::Ref<const Eigen::VectorXd>& values);

}  // namespace rewire
