#pragma once

#include <cmath>
#include <functional>
#include <limits>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "stages/core/number_text.h"
#include "stages/files/tsv.h"

namespace rewire {

/// How rows of a struct stand in a TSV: one column per member, said once for writing and reading.
template <class Row>
class RowTable {
 public:
  RowTable& text(const std::string& name, std::string Row::*member) {
    return column(
        name,
        [member](const Row& row) { return row.*member; },
        [member](Row& row, const std::string& cell) {
          row.*member = is_missing(cell) ? "" : cell;
        });
  }
  RowTable& number(const std::string& name, double Row::*member) {
    return column(
        name,
        [member](const Row& row) { return format_number(row.*member); },
        [member](Row& row, const std::string& cell) {
          row.*member = parse_number(cell).value_or(std::numeric_limits<double>::quiet_NaN());
        });
  }
  RowTable& count(const std::string& name, int Row::*member) {
    return column(
        name,
        [member](const Row& row) { return std::to_string(row.*member); },
        [member](Row& row, const std::string& cell) {
          row.*member = static_cast<int>(parse_integer(cell).value_or(0));
        });
  }
  RowTable& column(const std::string& name,
                   std::function<std::string(const Row&)> get,
                   std::function<void(Row&, const std::string&)> set) {
    columns_.push_back({name, std::move(get), std::move(set)});
    return *this;
  }

  /// Line ends and tabs in texts become blanks, empty ones n/a.
  Table write(const std::vector<Row>& rows) const {
    Table table;
    for (const Column& column : columns_) {
      std::vector<std::string> cells;
      for (const Row& row : rows) {
        std::string text = column.get(row);
        for (char& c : text) {
          if (c == '\t' || c == '\n' || c == '\r') c = ' ';
        }
        cells.push_back(text.empty() ? "n/a" : std::move(text));
      }
      table.add(column.name, std::move(cells));
    }
    return table;
  }

  /// InputError when a column is missing.
  std::vector<Row> read(const Table& table, const std::string& where) const {
    std::vector<Row> rows(table.row_count());
    for (const Column& column : columns_) {
      const auto& cells = table.column(column.name, where);
      for (std::size_t i = 0; i < rows.size(); ++i) column.set(rows[i], cells[i]);
    }
    return rows;
  }

 private:
  struct Column {
    std::string name;
    std::function<std::string(const Row&)> get;
    std::function<void(Row&, const std::string&)> set;
  };
  std::vector<Column> columns_;
};

}  // namespace rewire
