#include "stages/compare/planned/check_lines.h"

#include <algorithm>
#include <cmath>

#include "stages/compare/planned/plan_table.h"
#include "stages/core/not_a_number.h"

namespace rewire {
namespace {

using Eigen::Index;

/// A follow-up that is in, under this treatment.
bool is_treated(const TrialRow& row, const PlannedTrial& trial, const std::string& treatment) {
  return row.missing_reason.empty() && row.arm == treatment &&
         std::find(trial.followups.begin(), trial.followups.end(), row.session) !=
             trial.followups.end();
}

}  // namespace

CheckLine check_line(const std::string& check, const std::string& quantity) {
  CheckLine line;
  line.check = check;
  line.quantity = quantity;
  line.value = line.deviation = line.low = line.high = line.p = nan;
  return line;
}

CheckLine unknown_line(const std::string& check, const std::string& why) {
  CheckLine line = check_line(check, "");
  line.note = why;
  return line;
}

/// Mean and deviation of the values that are numbers.
void describe(CheckLine& line, const std::vector<double>& values) {
  double sum = 0.0;
  for (const double value : values) {
    if (std::isnan(value)) continue;
    sum += value;
    ++line.n;
  }
  if (line.n == 0) return;
  line.value = sum / line.n;
  if (line.n < 2) return;
  double squares = 0.0;
  for (const double value : values) {
    if (!std::isnan(value)) squares += (value - line.value) * (value - line.value);
  }
  line.deviation = std::sqrt(squares / (line.n - 1));
  if (line.deviation < 1e-12 * std::abs(line.value)) line.deviation = 0.0;
}

VisitPairs pairs_of(const TrialInputs& sample,
                    const PlannedTrial& trial,
                    const std::string& followup) {
  const TrialTable& table = sample.trial.table;
  VisitPairs pairs;
  if (trial.design == TrialDesign::crossover) {
    for (std::size_t after = 0; after < table.rows.size(); ++after) {
      if (!is_treated(table.rows[after], trial, table.arms[1])) continue;
      for (std::size_t before = 0; before < table.rows.size(); ++before) {
        if (table.rows[before].participant != table.rows[after].participant) continue;
        if (!is_treated(table.rows[before], trial, table.arms[0])) continue;
        pairs.before.push_back(static_cast<Index>(before));
        pairs.after.push_back(static_cast<Index>(after));
        break;
      }
    }
    return pairs;
  }
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const TrialRow& visit = table.rows[row];
    if (visit.session != followup || !visit.missing_reason.empty()) continue;
    const auto before = row_of(table, visit.participant, trial.baseline);
    if (!before || !table.rows[*before].missing_reason.empty()) continue;
    pairs.before.push_back(static_cast<Index>(*before));
    pairs.after.push_back(static_cast<Index>(row));
  }
  return pairs;
}

}  // namespace rewire
