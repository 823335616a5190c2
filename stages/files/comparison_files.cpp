#include "stages/files/comparison_files.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "stages/core/number_text.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/flow_file.h"
#include "stages/files/network_files.h"
#include "stages/files/trial_hdf5.h"
#include "stages/files/tsv.h"

namespace rewire {
namespace {

using Json = nlohmann::json;

template <class Row, class Cell>
std::vector<std::string> column(const std::vector<Row>& rows, const Cell& cell) {
  std::vector<std::string> cells;
  cells.reserve(rows.size());
  for (const Row& row : rows) {
    std::string text = cell(row);
    cells.push_back(text.empty() ? "n/a" : std::move(text));
  }
  return cells;
}

void add_numbers(Table& table,
                 const std::vector<Effect>& effects,
                 const std::string& name,
                 double Effect::*member) {
  table.add(name, column(effects, [&](const Effect& row) { return format_number(row.*member); }));
}

Table effects_table(const std::vector<Effect>& effects) {
  Table table;
  table.add("contrast", column(effects, [](const Effect& row) { return row.contrast; }));
  table.add("family", column(effects, [](const Effect& row) { return row.family; }));
  table.add("endpoint", column(effects, [](const Effect& row) { return row.endpoint; }));
  table.add("n_reference",
            column(effects, [](const Effect& row) { return std::to_string(row.n_reference); }));
  table.add("n_treatment",
            column(effects, [](const Effect& row) { return std::to_string(row.n_treatment); }));
  add_numbers(table, effects, "estimate", &Effect::estimate);
  add_numbers(table, effects, "standard_error", &Effect::standard_error);
  add_numbers(table, effects, "t", &Effect::t);
  add_numbers(table, effects, "degrees_of_freedom", &Effect::degrees_of_freedom);
  add_numbers(table, effects, "ci_low", &Effect::ci_low);
  add_numbers(table, effects, "ci_high", &Effect::ci_high);
  add_numbers(table, effects, "effect_size", &Effect::effect_size);
  add_numbers(table, effects, "effect_size_ci_low", &Effect::effect_size_ci_low);
  add_numbers(table, effects, "effect_size_ci_high", &Effect::effect_size_ci_high);
  add_numbers(table, effects, "p", &Effect::p);
  add_numbers(table, effects, "p_fwe", &Effect::p_fwe);
  add_numbers(table, effects, "q_fdr", &Effect::q_fdr);
  const bool enhanced = std::any_of(effects.begin(), effects.end(), [](const Effect& effect) {
    return !std::isnan(effect.enhanced);
  });
  if (enhanced) {
    add_numbers(table, effects, "tfnbs", &Effect::enhanced);
    add_numbers(table, effects, "p_tfnbs", &Effect::p_enhanced);
    add_numbers(table, effects, "p_tfnbs_fwe", &Effect::p_enhanced_fwe);
  }
  table.add("reason", column(effects, [](const Effect& row) { return row.reason; }));
  return table;
}

Json settings(const Comparison& comparison) {
  Json json{{"Baseline", comparison.baseline},
            {"FollowUps", comparison.followups},
            {"ReferenceArm", comparison.reference_arm},
            {"Permutations", comparison.permutations},
            {"Seed", comparison.seed},
            {"Contrasts", Json::array()},
            {"Warnings", Json::array()}};
  for (const Contrast& contrast : comparison.contrasts) {
    json["Contrasts"].push_back({{"Name", contrast.name},
                                 {"Kind", to_text(contrast.kind)},
                                 {"Arm", contrast.arm},
                                 {"FollowUp", contrast.followup},
                                 {"NReference", contrast.n_reference},
                                 {"NTreatment", contrast.n_treatment},
                                 {"Permutations", contrast.permutations},
                                 {"Exhaustive", contrast.exhaustive}});
  }
  for (const Problem& problem : comparison.warnings) json["Warnings"].push_back(to_text(problem));
  return json;
}

}  // namespace

void write_comparison(const std::filesystem::path& directory,
                      const Comparison& comparison,
                      const Provenance& provenance) {
  write_trial_hdf5(directory / "trial.h5", comparison, provenance);
  write_flow(directory / "flow.tsv", comparison.flow);
  write_sidecar(directory / "comparison.tsv", settings(comparison), provenance);
  write_sidecar(directory / "effects.tsv",
                {{"FamilywiseError", "max-|t| within family and contrast"}},
                provenance);
  write_network_tables(directory, comparison);
  write_tsv(directory / "effects.tsv", effects_table(comparison.effects));
}

}  // namespace rewire
