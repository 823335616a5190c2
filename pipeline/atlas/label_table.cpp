#include <algorithm>
#include <charconv>
#include <optional>

#include "pipeline/atlas/atlas_library.h"
#include "stages/core/error.h"
#include "stages/files/tsv.h"

namespace rewire {
namespace {

using Cells = std::vector<std::string>;

std::optional<std::int32_t> parse_label(const std::string& text) {
  std::int32_t label = 0;
  const char* end = text.data() + text.size();
  const auto [stop, status] = std::from_chars(text.data(), end, label);
  if (status != std::errc() || stop != end || label < 0) return std::nullopt;
  return label;
}

bool all_labels(const Cells& cells) {
  return std::all_of(cells.begin(), cells.end(), [](const std::string& cell) {
    return parse_label(cell).has_value();
  });
}

struct NamedColumns {
  const Cells* labels;
  const Cells* names;
};

/// BIDS calls the value in the volume `index`; there `label` may be the name (AtlasPack) or
/// another number. With two columns of numbers that differ nobody can tell which one is meant.
NamedColumns find_columns(const Table& table, const std::string& where) {
  const auto index = table.find("index");
  const auto label = table.find("label");
  const auto name = table.find("name");
  if (!index) return {&table.column("label", where), &table.column("name", where)};
  const Cells& numbers = table.columns[*index];
  if (!name) return {&numbers, &table.column("label", where)};
  if (label && all_labels(table.columns[*label]) && table.columns[*label] != numbers) {
    throw InputError({.found = "columns index and label that hold different numbers",
                      .expected = "one column with the values of the label volume",
                      .where = where,
                      .remedy = "remove the other column"});
  }
  return {&numbers, &table.columns[*name]};
}

class RowReader {
 public:
  RowReader(const Table& table, std::string where) : table_(table), where_(std::move(where)) {}

  std::string text(std::string_view column, std::size_t row) const {
    const auto found = table_.find(column);
    if (!found || is_missing(table_.columns[*found][row])) return {};
    return table_.columns[*found][row];
  }

  template <class Enum>
  Enum choice(std::string_view column,
              std::size_t row,
              std::optional<Enum> (*parse)(std::string_view),
              const std::string& expected) {
    const std::string cell = text(column, row);
    if (cell.empty()) return Enum{};
    const std::optional<Enum> value = parse(cell);
    if (!value) report(row, std::string(column) + " '" + cell + "'", expected);
    return value.value_or(Enum{});
  }

  void report(std::size_t row, const std::string& found, const std::string& expected) {
    problems_.push_back({.found = found,
                         .expected = expected,
                         .where = where_ + " line " + std::to_string(row + 2),
                         .remedy = "mend this row of the label table"});
  }
  std::vector<Problem>& problems() { return problems_; }

 private:
  const Table& table_;
  std::string where_;
  std::vector<Problem> problems_;
};

}  // namespace

std::vector<Region> read_label_table(const std::filesystem::path& label_table) {
  const Table table = read_tsv(label_table);
  const std::string where = label_table.string();
  const NamedColumns columns = find_columns(table, where);
  RowReader rows(table, where);
  std::vector<Region> regions;
  for (std::size_t row = 0; row < table.row_count(); ++row) {
    const std::string& label_cell = (*columns.labels)[row];
    const std::optional<std::int32_t> label = parse_label(label_cell);
    if (!label) rows.report(row, "label '" + label_cell + "'", "a whole number of 0 or more");
    if (label == 0) continue;
    Region region;
    region.label = label.value_or(0);
    region.name = (*columns.names)[row];
    if (is_missing(region.name)) rows.report(row, "no name", "the region's name");
    region.structure = rows.choice<Structure>(
        "structure", row, parse_structure, "other, amygdala, hippocampus or prefrontal");
    region.prefrontal_area = rows.choice<PrefrontalArea>("prefrontal_area",
                                                         row,
                                                         parse_prefrontal_area,
                                                         "none, sgACC, vmPFC, dmPFC, dlPFC, vlPFC "
                                                         "or OFC");
    region.hemisphere =
        rows.choice<Hemisphere>("hemisphere", row, parse_hemisphere, "none, left or right");
    region.network = rows.text("network", row);
    region.homologue = rows.text("homologue", row);
    regions.push_back(std::move(region));
  }
  if (!rows.problems().empty()) throw InputError(std::move(rows.problems()));
  return regions;
}

}  // namespace rewire
