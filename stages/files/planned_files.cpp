#include "stages/files/planned_files.h"

#include <cmath>
#include <nlohmann/json.hpp>
#include <vector>

#include "stages/core/number_text.h"
#include "stages/files/atomic_file.h"
#include "stages/files/comparison_files.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/flow_file.h"
#include "stages/files/json.h"
#include "stages/files/tsv.h"

namespace rewire {
namespace {

using Json = nlohmann::json;

template <class Row>
class TableOf {
 public:
  explicit TableOf(const std::vector<Row>& rows) : rows_(rows) {}

  template <class Cell>
  TableOf& texts(const std::string& name, const Cell& cell) {
    std::vector<std::string> cells;
    for (const Row& row : rows_) {
      std::string text(cell(row));
      for (char& c : text) {
        if (c == '\t' || c == '\n' || c == '\r') c = ' ';
      }
      cells.push_back(text.empty() ? "n/a" : std::move(text));
    }
    table_.add(name, std::move(cells));
    return *this;
  }
  TableOf& text(const std::string& name, std::string Row::*member) {
    return texts(name, [member](const Row& row) { return row.*member; });
  }
  TableOf& number(const std::string& name, double Row::*member) {
    return texts(name, [member](const Row& row) { return format_number(row.*member); });
  }
  TableOf& count(const std::string& name, int Row::*member) {
    return texts(name, [member](const Row& row) { return std::to_string(row.*member); });
  }
  Table take() { return std::move(table_); }

 private:
  const std::vector<Row>& rows_;
  Table table_;
};

Table endpoints_table(const std::vector<PlannedEffect>& effects) {
  return TableOf<PlannedEffect>(effects)
      .text("analysis", &PlannedEffect::analysis)
      .texts("role", [](const PlannedEffect& row) { return to_text(row.role); })
      .text("model", &PlannedEffect::model)
      .text("family", &PlannedEffect::family)
      .text("endpoint", &PlannedEffect::endpoint)
      .text("arm", &PlannedEffect::arm)
      .text("followup", &PlannedEffect::followup)
      .count("n_reference", &PlannedEffect::n_reference)
      .count("n_treatment", &PlannedEffect::n_treatment)
      .number("mean_reference", &PlannedEffect::mean_reference)
      .number("mean_treatment", &PlannedEffect::mean_treatment)
      .number("estimate", &PlannedEffect::estimate)
      .number("standard_error", &PlannedEffect::standard_error)
      .number("t", &PlannedEffect::t)
      .number("degrees_of_freedom", &PlannedEffect::degrees_of_freedom)
      .number("ci_low", &PlannedEffect::ci_low)
      .number("ci_high", &PlannedEffect::ci_high)
      .number("effect_size", &PlannedEffect::effect_size)
      .number("effect_size_ci_low", &PlannedEffect::effect_size_ci_low)
      .number("effect_size_ci_high", &PlannedEffect::effect_size_ci_high)
      .number("p", &PlannedEffect::p)
      .number("p_permutation", &PlannedEffect::p_permutation)
      .number("p_permutation_low", &PlannedEffect::p_permutation_low)
      .number("p_permutation_high", &PlannedEffect::p_permutation_high)
      .number("p_fwe", &PlannedEffect::p_fwe)
      .number("p_adjusted", &PlannedEffect::p_adjusted)
      .text("reason", &PlannedEffect::reason)
      .take();
}

Table checks_table(const std::vector<CheckLine>& checks) {
  return TableOf<CheckLine>(checks)
      .text("check", &CheckLine::check)
      .text("quantity", &CheckLine::quantity)
      .text("arm", &CheckLine::arm)
      .text("session", &CheckLine::session)
      .count("n", &CheckLine::n)
      .number("value", &CheckLine::value)
      .number("deviation", &CheckLine::deviation)
      .number("low", &CheckLine::low)
      .number("high", &CheckLine::high)
      .number("p", &CheckLine::p)
      .text("note", &CheckLine::note)
      .take();
}

Table counts_table(const std::vector<FlowCount>& counts) {
  return TableOf<FlowCount>(counts)
      .text("arm", &FlowCount::arm)
      .text("session_id", &FlowCount::session)
      .texts("analysed", [](const FlowCount& row) { return row.reason.empty() ? "yes" : "no"; })
      .text("reason", &FlowCount::reason)
      .count("count", &FlowCount::count)
      .take();
}

Json rows_of(const Table& table) {
  Json rows = Json::array();
  for (std::size_t row = 0; row < table.row_count(); ++row) {
    Json object = Json::object();
    for (std::size_t column = 0; column < table.names.size(); ++column) {
      const std::string& cell = table.columns[column][row];
      const auto number = parse_number(cell);
      if (is_missing(cell)) {
        object[table.names[column]] = nullptr;
      } else if (number && std::isfinite(*number)) {
        object[table.names[column]] = *number;
      } else {
        object[table.names[column]] = cell;
      }
    }
    rows.push_back(std::move(object));
  }
  return rows;
}

Json settings(const PlannedComparison& result) {
  Json json{{"Title", result.title},
            {"PlanDigest", result.plan_digest},
            {"PlanState", result.plan_state},
            {"PlanIsKept", result.plan_is_kept},
            {"ArmsAreCoded", result.is_coded},
            {"Alpha", result.alpha},
            {"Permutations", result.permutations},
            {"Seed", result.seed},
            {"ReferenceArm", result.reference_arm},
            {"Baseline", result.baseline},
            {"FollowUps", result.followups},
            {"Methods", result.methods},
            {"Notes", result.notes},
            {"Warnings", Json::array()},
            {"Flow", rows_of(counts_table(result.flow_counts))},
            {"Endpoints", rows_of(endpoints_table(result.effects))},
            {"Checks", rows_of(checks_table(result.checks))}};
  for (const Problem& problem : result.warnings) json["Warnings"].push_back(to_text(problem));
  return json;
}

}  // namespace

void write_planned(const std::filesystem::path& directory,
                   const PlannedComparison& result,
                   const Provenance& provenance) {
  if (!result.exploratory.effects.empty()) {
    Comparison exploratory = result.exploratory;
    exploratory.flow = result.flow;
    write_comparison(directory, exploratory, provenance);
  }
  write_flow(directory / "flow.tsv", result.flow);
  write_tsv(directory / "flow_counts.tsv", counts_table(result.flow_counts));
  write_tsv(directory / "checks.tsv", checks_table(result.checks));
  write_tsv(directory / "endpoints.tsv", endpoints_table(result.effects));
  write_text(directory / "methods.txt", result.methods + "\n");
  write_sidecar(directory / "trial.tsv", settings(result), provenance);
}

}  // namespace rewire
