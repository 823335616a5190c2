#include "stages/files/planned_files.h"

#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <system_error>
#include <vector>

#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/files/atomic_file.h"
#include "stages/files/comparison_files.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/findings_tables.h"
#include "stages/files/flow_file.h"
#include "stages/files/json.h"
#include "stages/files/network_files.h"
#include "stages/files/personal_maps_files.h"
#include "stages/files/row_table.h"
#include "stages/files/trial_hdf5.h"
#include "stages/files/tsv.h"

namespace rewire {
namespace {

using Json = nlohmann::json;

RowTable<PlannedEffect> effect_columns() {
  using Row = PlannedEffect;
  return RowTable<Row>()
      .text("analysis", &Row::analysis)
      .column(
          "role",
          [](const Row& row) { return std::string(to_text(row.role)); },
          [](Row& row, const std::string& cell) {
            row.role = cell == "primary" ? EndpointRole::primary : EndpointRole::secondary;
          })
      .text("model", &Row::model)
      .text("family", &Row::family)
      .text("endpoint", &Row::endpoint)
      .text("arm", &Row::arm)
      .text("followup", &Row::followup)
      .count("n_reference", &Row::n_reference)
      .count("n_treatment", &Row::n_treatment)
      .number("mean_reference", &Row::mean_reference)
      .number("mean_treatment", &Row::mean_treatment)
      .number("estimate", &Row::estimate)
      .number("standard_error", &Row::standard_error)
      .number("t", &Row::t)
      .number("degrees_of_freedom", &Row::degrees_of_freedom)
      .number("ci_low", &Row::ci_low)
      .number("ci_high", &Row::ci_high)
      .number("effect_size", &Row::effect_size)
      .number("effect_size_ci_low", &Row::effect_size_ci_low)
      .number("effect_size_ci_high", &Row::effect_size_ci_high)
      .number("log10_bayes_factor", &Row::log10_bayes_factor)
      .number("p", &Row::p)
      .number("p_permutation", &Row::p_permutation)
      .text("permuted", &Row::permuted)
      .number("p_permutation_low", &Row::p_permutation_low)
      .number("p_permutation_high", &Row::p_permutation_high)
      .number("p_fwe", &Row::p_fwe)
      .number("p_adjusted", &Row::p_adjusted)
      .text("reason", &Row::reason);
}

RowTable<CheckLine> check_columns() {
  using Row = CheckLine;
  return RowTable<Row>()
      .text("check", &Row::check)
      .text("quantity", &Row::quantity)
      .text("arm", &Row::arm)
      .text("session", &Row::session)
      .count("n", &Row::n)
      .number("value", &Row::value)
      .number("deviation", &Row::deviation)
      .number("low", &Row::low)
      .number("high", &Row::high)
      .number("p", &Row::p)
      .text("note", &Row::note);
}

/// What follows from another column is not read.
template <class Row>
void nothing(Row& /*row*/, const std::string& /*cell*/) {}

/// To read what write_flow wrote.
RowTable<FlowRow> flow_columns() {
  using Row = FlowRow;
  return RowTable<Row>()
      .text("participant_id", &Row::participant)
      .text("session_id", &Row::session)
      .text("arm", &Row::arm)
      .text("reason", &Row::excluded_reason);
}

RowTable<FlowCount> count_columns() {
  using Row = FlowCount;
  return RowTable<Row>()
      .text("arm", &Row::arm)
      .text("session_id", &Row::session)
      .column(
          "analysed",
          [](const Row& row) { return std::string(row.reason.empty() ? "yes" : "no"); },
          nothing<Row>)
      .text("reason", &Row::reason)
      .count("count", &Row::count);
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
            {"Flow", rows_of(count_columns().write(result.flow_counts))},
            {"Endpoints", rows_of(effect_columns().write(result.effects))},
            {"Checks", rows_of(check_columns().write(result.checks))}};
  for (const Problem& problem : result.warnings) {
    json["Warnings"].push_back({{"Found", problem.found},
                                {"Expected", problem.expected},
                                {"Where", problem.where},
                                {"Remedy", problem.remedy}});
  }
  return json;
}

/// The tables that are there only where a plan asks for them.
template <class Visit>
void for_each_finding(const Visit& visit) {
  visit("associations.tsv", association_columns(), &TrialFindings::associations);
  visit("predictions.tsv", prediction_columns(), &TrialFindings::predictions);
  visit("predicted.tsv", predicted_columns(), &TrialFindings::predicted);
  visit("reliability.tsv", reliability_columns(), &TrialFindings::reliability);
  visit("next_trial.tsv", power_columns(), &TrialFindings::power);
  visit("people.tsv", person_columns(), &TrialFindings::people);
  visit("specifications.tsv", specification_columns(), &TrialFindings::specifications);
  visit("omnibus.tsv", omnibus_columns(), &TrialFindings::omnibus);
}

template <class Row>
std::vector<Row> read_rows(const std::filesystem::path& path, const RowTable<Row>& columns) {
  return columns.read(read_tsv(path), path.string());
}

}  // namespace

void write_planned(const std::filesystem::path& directory,
                   const PlannedComparison& result,
                   const Provenance& provenance) {
  Comparison exploratory = result.exploratory;
  exploratory.flow = result.flow;
  if (!exploratory.effects.empty()) {
    write_comparison(directory, exploratory, provenance);
  } else {
    // What an earlier plan explored is none of this one's result.
    for (const char* name : {"effects.tsv", "effects.json", "comparison.json"}) {
      std::error_code ignored;
      std::filesystem::remove(directory / name, ignored);
    }
    write_network_tables(directory, exploratory);
  }
  write_flow(directory / "flow.tsv", result.flow);
  std::map<std::string, Table> tables;
  tables["flow_counts"] = count_columns().write(result.flow_counts);
  tables["checks"] = check_columns().write(result.checks);
  tables["endpoints"] = effect_columns().write(result.effects);
  for (const auto& [name, table] : tables) write_tsv(directory / (name + ".tsv"), table);
  for_each_finding([&](const char* name, const auto& columns, auto member) {
    Table table = columns.write(result.findings.*member);
    write_or_remove(directory / name, table);
    if (table.row_count() == 0) return;
    tables[std::filesystem::path(name).stem().string()] = std::move(table);
  });
  write_personal_maps(directory / "personal_changes", result.findings.maps);
  write_trial_hdf5(directory / "trial.h5", exploratory, provenance, tables);
  write_text(directory / "methods.txt",
             result.methods + " Software: Rewire " + provenance.program_version + ".\n");
  write_sidecar(directory / "trial.tsv", settings(result), provenance);
}

PlannedComparison read_planned(const std::filesystem::path& directory) {
  PlannedComparison result;
  const std::string where = (directory / "trial.json").string();
  const Json json = read_json(directory / "trial.json");
  try {
    result.title = json.at("Title");
    result.plan_digest = json.at("PlanDigest");
    result.plan_state = json.at("PlanState");
    result.plan_is_kept = json.at("PlanIsKept");
    result.is_coded = json.at("ArmsAreCoded");
    result.alpha = json.at("Alpha");
    result.permutations = json.at("Permutations");
    result.seed = json.at("Seed");
    result.reference_arm = json.at("ReferenceArm");
    result.baseline = json.at("Baseline");
    result.followups = json.at("FollowUps");
    result.methods = json.at("Methods");
    result.notes = json.at("Notes");
    for (const Json& warning : json.at("Warnings")) {
      result.warnings.push_back({warning.at("Found"),
                                 warning.at("Expected"),
                                 warning.at("Where"),
                                 warning.at("Remedy"),
                                 Severity::warning});
    }
  } catch (const Json::exception& error) {
    throw InputError(
        {error.what(), "the settings of a planned result", where, "analyse by the plan again"});
  }
  result.effects = read_rows(directory / "endpoints.tsv", effect_columns());
  result.checks = read_rows(directory / "checks.tsv", check_columns());
  result.flow = read_rows(directory / "flow.tsv", flow_columns());
  result.flow_counts = read_rows(directory / "flow_counts.tsv", count_columns());
  for_each_finding([&](const char* name, const auto& columns, auto member) {
    if (!std::filesystem::exists(directory / name)) return;
    result.findings.*member = read_rows(directory / name, columns);
  });
  result.findings.maps = read_personal_maps(directory / "personal_changes");
  result.exploratory = read_trial_hdf5(directory / "trial.h5");
  result.exploratory.flow.clear();
  return result;
}

}  // namespace rewire
