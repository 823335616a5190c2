#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "stages/compare/planned/check_lines.h"
#include "stages/compare/planned/checks.h"
#include "stages/compare/planned/plan_table.h"
#include "stages/core/not_a_number.h"
#include "stages/core/number_text.h"

namespace rewire {
namespace {

using Eigen::Index;

constexpr double notable_difference = 0.25;

/// Columns whose numbers are of after the treatment: changes of scores, and outcomes that are the
/// same in every row of a participant.
std::set<std::string> later_columns(const TrialTable& table, const PlanParams& plan) {
  std::set<std::string> later(plan.association.score_changes.begin(),
                              plan.association.score_changes.end());
  for (const std::string& column : plan.prediction.outcomes) {
    if (is_of_participants(table, column)) later.insert(column);
  }
  return later;
}

/// What is known of a participant at baseline, by name: numbers, and shares of levels.
std::map<std::string, std::vector<double>> baseline_values(const TrialInputs& sample,
                                                           const PlanParams& plan,
                                                           const std::vector<std::size_t>& rows) {
  const TrialTable& table = sample.trial.table;
  std::set<std::string> names;
  std::set<std::pair<std::string, std::string>> levels;
  for (const std::size_t row : rows) {
    for (const auto& [name, value] : table.rows[row].covariates) names.insert(name);
    for (const auto& level : table.rows[row].factors) levels.insert(level);
  }
  for (const std::string& column : later_columns(table, plan)) names.erase(column);
  constexpr std::size_t most_levels = 12;
  std::map<std::string, std::size_t> level_count;
  for (const auto& [name, level] : levels) ++level_count[name];
  std::map<std::string, std::vector<double>> values;
  for (const std::size_t row : rows) {
    for (const std::string& name : names) {
      const auto found = table.rows[row].covariates.find(name);
      values[name].push_back(found == table.rows[row].covariates.end() ? nan : found->second);
    }
    for (const auto& [name, level] : levels) {
      if (level_count[name] > most_levels) continue;
      const auto found = table.rows[row].factors.find(name);
      std::string place = name;
      values[place.append("=").append(level)].push_back(found == table.rows[row].factors.end() ? nan
                                                        : found->second == level               ? 1.0
                                                                                 : 0.0);
    }
  }
  return values;
}

/// Lines of one quantity, an arm each; differences are from the first arm.
std::vector<CheckLine> balance_lines(const std::string& name,
                                     const std::vector<double>& values,
                                     const std::vector<std::string>& arm_of,
                                     const TrialTable& table,
                                     const std::string& session) {
  std::vector<CheckLine> lines;
  CheckLine all = check_line("", "");
  describe(all, values);
  if (all.deviation == 0.0) return lines;  // the same for everybody
  for (const std::string& arm : table.arms) {
    CheckLine line = check_line("baseline balance", name);
    line.arm = arm;
    line.session = session;
    std::vector<double> own;
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (arm_of[i] == arm) own.push_back(values[i]);
    }
    describe(line, own);
    lines.push_back(std::move(line));
  }
  for (std::size_t arm = 1; arm < lines.size(); ++arm) {
    const double pooled = std::sqrt(
        (lines[0].deviation * lines[0].deviation + lines[arm].deviation * lines[arm].deviation) /
        2);
    if (!(pooled > 0.0)) continue;
    const double difference = (lines[arm].value - lines[0].value) / pooled;
    lines[arm].note = "standardised difference " + format_fixed(difference, 2);
    if (std::abs(difference) > notable_difference) lines[arm].note += " (notable)";
  }
  return lines;
}

}  // namespace

std::vector<CheckLine> baseline_balance(const TrialInputs& sample,
                                        const PlanParams& plan,
                                        const std::vector<ChosenEndpoint>& primary) {
  const TrialTable& table = sample.trial.table;
  if (plan.trial.design == TrialDesign::crossover) {
    return {unknown_line("baseline balance",
                         "a cross-over compares participants with themselves: not needed")};
  }
  std::vector<std::size_t> rows;
  std::vector<std::string> arm_of;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    if (table.rows[row].session != plan.trial.baseline) continue;
    if (!table.rows[row].missing_reason.empty()) continue;
    rows.push_back(row);
    arm_of.push_back(table.rows[row].arm);
  }
  std::vector<CheckLine> lines;
  const auto add = [&](const std::string& name, const std::vector<double>& values) {
    for (CheckLine& line : balance_lines(name, values, arm_of, table, plan.trial.baseline)) {
      lines.push_back(std::move(line));
    }
  };
  for (const auto& [name, values] : baseline_values(sample, plan, rows)) add(name, values);
  for (const ChosenEndpoint& endpoint : primary) {
    const EndpointFamily& family = sample.trial.families[endpoint.family];
    std::vector<double> values;
    values.reserve(rows.size());
    for (const std::size_t row : rows) {
      values.push_back(family.values(static_cast<Index>(row), endpoint.column));
    }
    add(family.name + ":" + family.endpoints[static_cast<std::size_t>(endpoint.column)], values);
  }
  return lines;
}

}  // namespace rewire
