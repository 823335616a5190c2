#include "stages/files/trial_hdf5.h"

#include <array>

#include "stages/core/not_a_number.h"
#include "stages/core/number_text.h"
#include "stages/files/hdf5_parts.h"
#include "stages/files/network_files.h"

namespace rewire {
namespace {

constexpr std::string_view trial_schema = "rewire-trial";
constexpr std::int64_t trial_schema_version = 2;

template <class Row, class Member>
struct Column {
  const char* name;
  Member Row::*member;
};

constexpr std::array effect_texts{Column<Effect, std::string>{"family", &Effect::family},
                                  Column<Effect, std::string>{"endpoint", &Effect::endpoint},
                                  Column<Effect, std::string>{"contrast", &Effect::contrast},
                                  Column<Effect, std::string>{"reason", &Effect::reason}};
constexpr std::array effect_counts{Column<Effect, int>{"n_reference", &Effect::n_reference},
                                   Column<Effect, int>{"n_treatment", &Effect::n_treatment}};
constexpr std::array effect_numbers{
    Column<Effect, double>{"estimate", &Effect::estimate},
    Column<Effect, double>{"standard_error", &Effect::standard_error},
    Column<Effect, double>{"t", &Effect::t},
    Column<Effect, double>{"degrees_of_freedom", &Effect::degrees_of_freedom},
    Column<Effect, double>{"ci_low", &Effect::ci_low},
    Column<Effect, double>{"ci_high", &Effect::ci_high},
    Column<Effect, double>{"effect_size", &Effect::effect_size},
    Column<Effect, double>{"effect_size_ci_low", &Effect::effect_size_ci_low},
    Column<Effect, double>{"effect_size_ci_high", &Effect::effect_size_ci_high},
    Column<Effect, double>{"p", &Effect::p},
    Column<Effect, double>{"p_fwe", &Effect::p_fwe},
    Column<Effect, double>{"q_fdr", &Effect::q_fdr},
    Column<Effect, double>{"enhanced", &Effect::enhanced},
    Column<Effect, double>{"p_enhanced", &Effect::p_enhanced},
    Column<Effect, double>{"p_enhanced_fwe", &Effect::p_enhanced_fwe}};
constexpr std::array contrast_texts{Column<Contrast, std::string>{"name", &Contrast::name},
                                    Column<Contrast, std::string>{"arm", &Contrast::arm},
                                    Column<Contrast, std::string>{"followup", &Contrast::followup}};
constexpr std::array contrast_counts{Column<Contrast, int>{"n_reference", &Contrast::n_reference},
                                     Column<Contrast, int>{"n_treatment", &Contrast::n_treatment}};
constexpr std::array flow_texts{
    Column<FlowRow, std::string>{"participant", &FlowRow::participant},
    Column<FlowRow, std::string>{"session", &FlowRow::session},
    Column<FlowRow, std::string>{"arm", &FlowRow::arm},
    Column<FlowRow, std::string>{"excluded_reason", &FlowRow::excluded_reason}};
constexpr std::array warning_texts{Column<Problem, std::string>{"found", &Problem::found},
                                   Column<Problem, std::string>{"expected", &Problem::expected},
                                   Column<Problem, std::string>{"where", &Problem::where},
                                   Column<Problem, std::string>{"remedy", &Problem::remedy}};

template <class Table, class Columns>
void put_texts(Table& table, const Columns& columns) {
  for (const auto& column : columns) table.text(column.name, column.member);
}
template <class Table, class Columns>
void put_counts(Table& table, const Columns& columns) {
  for (const auto& column : columns) table.integer(column.name, column.member);
}
template <class Table, class Columns>
void get_texts(Table& table, const Columns& columns) {
  for (const auto& column : columns) {
    table.text(column.name, [&](auto& row, const std::string& text) { row.*column.member = text; });
  }
}
template <class Table, class Columns>
void get_counts(Table& table, const Columns& columns) {
  for (const auto& column : columns) {
    table.integer(column.name, [&](auto& row, std::int64_t count) {
      row.*column.member = static_cast<int>(count);
    });
  }
}

ContrastKind parse_kind(const std::string& text) {
  for (const auto kind : {ContrastKind::change, ContrastKind::arm_by_time}) {
    if (text == to_text(kind)) return kind;
  }
  throw_hdf5_mismatch("contrast kind " + text);
}

void put_contrasts(Hdf5Writer& file, const std::vector<Contrast>& contrasts) {
  Hdf5TableWriter<Contrast> table(file, "contrasts", contrasts);
  put_texts(table, contrast_texts);
  put_counts(table, contrast_counts);
  table.text("kind", [](const Contrast& row) { return to_text(row.kind); });
  table.integer("permutations", &Contrast::permutations);
  table.integer("exhaustive", &Contrast::exhaustive);
}

std::vector<Contrast> get_contrasts(const Hdf5Reader& file) {
  Hdf5TableReader<Contrast> table(file, "contrasts");
  get_texts(table, contrast_texts);
  get_counts(table, contrast_counts);
  table.text("kind", [](Contrast& row, const std::string& text) { row.kind = parse_kind(text); });
  table.integer("permutations", [](Contrast& row, std::int64_t n) { row.permutations = n; });
  table.integer("exhaustive", [](Contrast& row, std::int64_t is) { row.exhaustive = is != 0; });
  return table.take();
}

void put_warnings(Hdf5Writer& file, const std::vector<Problem>& warnings) {
  Hdf5TableWriter<Problem> table(file, "warnings", warnings);
  put_texts(table, warning_texts);
  table.integer("is_error", [](const Problem& row) { return row.severity == Severity::error; });
}

std::vector<Problem> get_warnings(const Hdf5Reader& file) {
  Hdf5TableReader<Problem> table(file, "warnings");
  get_texts(table, warning_texts);
  table.integer("is_error", [](Problem& row, std::int64_t is) {
    row.severity = is != 0 ? Severity::error : Severity::warning;
  });
  return table.take();
}

void put_table(Hdf5Writer& file, const std::string& group, const Table& table) {
  for (std::size_t c = 0; c < table.names.size(); ++c) {
    const std::vector<std::string>& cells = table.columns[c];
    const std::string name = group + "/" + table.names[c];
    std::vector<double> numbers;
    numbers.reserve(cells.size());
    bool known = false;
    for (const std::string& cell : cells) {
      const auto number = parse_number(cell);
      if (!number && !is_missing(cell)) break;
      numbers.push_back(number.value_or(nan));
      known = known || number.has_value();
    }
    if (known && numbers.size() == cells.size()) {
      file.numbers(name, numbers);
    } else {
      file.texts(name, cells);
    }
  }
}

}  // namespace

void write_trial_hdf5(const std::filesystem::path& path,
                      const Comparison& comparison,
                      const Provenance& provenance,
                      const std::map<std::string, Table>& tables) {
  Hdf5Writer file(path, trial_schema, trial_schema_version);
  file.attribute("", "baseline", comparison.baseline);
  file.attribute("", "reference_arm", comparison.reference_arm);
  file.attribute("", "permutations", comparison.permutations);
  file.attribute("", "seed", static_cast<std::int64_t>(comparison.seed));
  file.texts("followups", comparison.followups);
  put_contrasts(file, comparison.contrasts);
  Hdf5TableWriter<Effect> effects(file, "effects", comparison.effects);
  put_texts(effects, effect_texts);
  put_counts(effects, effect_counts);
  for (const auto& column : effect_numbers) effects.number(column.name, column.member);
  Hdf5TableWriter<FlowRow> flow(file, "flow", comparison.flow);
  put_texts(flow, flow_texts);
  put_networks(file, comparison);
  put_warnings(file, comparison.warnings);
  for (const auto& [name, table] : tables) put_table(file, name, table);
  put_provenance(file, provenance);
  file.commit();
}

Comparison read_trial_hdf5(const std::filesystem::path& path) {
  const Hdf5Reader file(path, trial_schema, trial_schema_version);
  Comparison comparison;
  comparison.baseline = file.text_attribute("", "baseline");
  comparison.reference_arm = file.text_attribute("", "reference_arm");
  comparison.permutations = file.integer_attribute("", "permutations");
  comparison.seed = static_cast<std::uint64_t>(file.integer_attribute("", "seed"));
  comparison.followups = file.texts("followups");
  comparison.contrasts = get_contrasts(file);
  Hdf5TableReader<Effect> effects(file, "effects");
  get_texts(effects, effect_texts);
  get_counts(effects, effect_counts);
  for (const auto& column : effect_numbers) {
    effects.number(column.name, [&](Effect& row, double value) { row.*column.member = value; });
  }
  comparison.effects = effects.take();
  Hdf5TableReader<FlowRow> flow(file, "flow");
  get_texts(flow, flow_texts);
  comparison.flow = flow.take();
  get_networks(file, comparison);
  comparison.warnings = get_warnings(file);
  return comparison;
}

Provenance read_trial_provenance(const std::filesystem::path& path) {
  return get_provenance(Hdf5Reader(path, trial_schema, trial_schema_version));
}

}  // namespace rewire
