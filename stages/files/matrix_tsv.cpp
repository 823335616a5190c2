#include "stages/files/matrix_tsv.h"

#include <algorithm>

#include "stages/core/append_number.h"
#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/files/atomic_file.h"
#include "stages/files/tsv.h"

namespace rewire {
namespace {

bool is_name(const std::string& cell) { return !is_missing(cell) && !parse_number(cell); }

/// Takes the column of row names, when there is one, out of the table and returns it.
std::vector<std::string> take_row_names(Table& table) {
  if (table.names.size() != table.row_count() + 1) return {};
  std::vector<std::string> names = table.columns.front();
  if (!std::all_of(names.begin(), names.end(), is_name) && table.names.front() != "Node" &&
      table.names.front() != "index") {
    return {};
  }
  table.names.erase(table.names.begin());
  table.columns.erase(table.columns.begin());
  return names;
}

}  // namespace

void write_matrix_tsv(const std::filesystem::path& path, const NamedMatrix& matrix) {
  Table head;
  head.add("Node", {});
  for (const std::string& name : matrix.names) head.add(name, {});
  std::string text = format_tsv(head);
  constexpr std::size_t digits = 21;
  text.reserve(text.size() + digits * static_cast<std::size_t>(matrix.values.size()));
  for (Eigen::Index i = 0; i < matrix.values.rows(); ++i) {
    text += matrix.names[static_cast<std::size_t>(i)];
    for (Eigen::Index j = 0; j < matrix.values.cols(); ++j) {
      text += '\t';
      append_number(text, matrix.values(i, j));
    }
    text += '\n';
  }
  write_text(path, text);
}

NamedMatrix read_matrix_tsv(const std::filesystem::path& path) {
  Table table = read_tsv(path);
  const std::vector<std::string> row_names = take_row_names(table);
  if (table.names.size() != table.row_count() || (!row_names.empty() && row_names != table.names)) {
    throw InputError({.found = std::to_string(table.row_count()) + " rows and " +
                               std::to_string(table.names.size()) + " columns" +
                               (row_names.empty() ? "" : ", or other names for rows than columns"),
                      .expected = "a square matrix with a header row of region names",
                      .where = path.string(),
                      .remedy = "export the matrix again"});
  }
  NamedMatrix matrix{.names = table.names, .values = {}};
  const auto size = static_cast<Eigen::Index>(table.names.size());
  matrix.values.resize(size, size);
  for (Eigen::Index j = 0; j < size; ++j) {
    matrix.values.col(j) = to_numbers(table.columns[static_cast<std::size_t>(j)],
                                      table.names[static_cast<std::size_t>(j)],
                                      path.string());
  }
  return matrix;
}

}  // namespace rewire
