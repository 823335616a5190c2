#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

#include "stages/compare/planned/plan_checks.h"
#include "stages/compare/planned/plan_table.h"
#include "stages/core/nearest_name.h"
#include "stages/core/number_text.h"
#include "stages/data/names.h"

namespace rewire {
namespace {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const std::size_t middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

std::optional<double> median_day(const TrialTable& table, const std::string& session) {
  std::vector<double> days;
  for (const TrialRow& row : table.rows) {
    if (row.session == session && row.days_since_dose) days.push_back(*row.days_since_dose);
  }
  if (days.empty()) return std::nullopt;
  return median(std::move(days));
}

/// The whole number at the end of a name whose rest is `rest`.
std::optional<std::int64_t> number_behind(const std::string& name, std::string& rest) {
  std::size_t digits = 0;
  while (digits < name.size() && name[name.size() - 1 - digits] >= '0' &&
         name[name.size() - 1 - digits] <= '9') {
    ++digits;
  }
  rest = name.substr(0, name.size() - digits);
  return parse_integer(name.substr(name.size() - digits));
}

void check_order(const TrialTable& table, const PlannedTrial& trial, Requirements& plan) {
  for (std::size_t f = 0; f < trial.followups.size(); ++f) {
    const std::string& followup = trial.followups[f];
    if (f < trial.followup_days.size()) continue;
    const auto before = median_day(table, trial.baseline);
    const auto after = median_day(table, followup);
    if (before && after) {
      plan.require(*before < *after,
                   "baseline " + trial.baseline + " on day " + format_number(*before) +
                       ", follow-up " + followup + " on day " + format_number(*after) +
                       " (medians)",
                   "a baseline before every follow-up",
                   "exchange them, or correct the days");
      continue;
    }
    std::string baseline_name;
    std::string followup_name;
    const auto first = number_behind(trial.baseline, baseline_name);
    const auto second = number_behind(followup, followup_name);
    plan.require(!first || !second || baseline_name != followup_name || *first < *second,
                 "baseline " + trial.baseline + " after follow-up " + followup,
                 "a baseline before every follow-up",
                 "exchange them; where the numbers are not in order of time, say so by "
                 "followup_days");
  }
}

}  // namespace

Problem unknown_name(const std::string& kind,
                     const std::string& name,
                     const std::vector<std::string>& known,
                     const std::string& where) {
  const auto nearest = nearest_name(name, known);
  return {"no " + kind + " '" + name + "' in the data",
          known.empty() ? "data with some" : "one of: " + enumerate(known, 8),
          where,
          nearest ? "did you mean '" + *nearest + "'?" : "correct the name"};
}

void check_sessions(const TrialTable& table, const PlanParams& params, Requirements& plan) {
  const PlannedTrial& trial = params.trial;
  std::vector<std::string> wanted = trial.followups;
  wanted.insert(wanted.begin(), trial.baseline);
  wanted.insert(wanted.end(), trial.period_baselines.begin(), trial.period_baselines.end());
  for (const std::string& session : wanted) {
    if (session.empty() || contains(table.sessions, session)) continue;
    plan.add({unknown_name("session", session, table.sessions, "plan")});
  }
  const bool course = params.model.model == TrialModel::linear_course ||
                      params.model.model == TrialModel::exponential_course;
  if (trial.design == TrialDesign::crossover) return;
  check_order(table, trial, plan);
  for (std::size_t f = 0; course && f < trial.followups.size(); ++f) {
    const auto known = median_day(table, trial.followups[f]);
    const std::optional<double> day =
        known || f >= trial.followup_days.size() ? known : trial.followup_days[f];
    plan.require(day && *day > 0.0,
                 "a course over days, and follow-up " + trial.followups[f] +
                     (day ? " on day " + format_number(*day) : " without days"),
                 "days since the dose, more than 0",
                 "give followup_days, or a column of days in the sessions' table");
  }
}

void check_arms(const TrialTable& table, const PlanParams& params, Requirements& plan) {
  const PlannedTrial& trial = params.trial;
  if (trial.design == TrialDesign::crossover) return;
  if (!trial.reference_arm.empty() && !contains(table.arms, trial.reference_arm)) {
    plan.add({unknown_name("reference arm", trial.reference_arm, table.arms, "plan")});
  }
  for (const std::string& arm : trial.arms) {
    if (!contains(table.arms, arm)) plan.add({unknown_name("arm", arm, table.arms, "plan")});
  }
  std::map<std::string, std::set<std::string>> people;
  std::map<std::string, std::set<std::string>> arms_of;
  std::map<std::string, std::set<std::string>> scanned;
  for (const TrialRow& row : table.rows) {
    if (row.arm.empty()) continue;
    people[row.arm].insert(row.participant);
    arms_of[row.participant].insert(row.arm);
    if (row.session == trial.baseline && row.missing_reason.empty()) {
      for (const std::string& followup : trial.followups) {
        const auto other = row_of(table, row.participant, followup);
        if (other && table.rows[*other].missing_reason.empty()) {
          scanned[row.arm].insert(row.participant);
        }
      }
    }
  }
  for (const auto& [participant, arms] : arms_of) {
    plan.require(arms.size() == 1,
                 participant + " in " + std::to_string(arms.size()) +
                     " arms: " + enumerate({arms.begin(), arms.end()}),
                 "one arm per participant",
                 "correct the participants' table");
  }
  const auto minimum = static_cast<std::size_t>(params.inference.minimum_participants);
  for (const std::string& arm : planned_arms(table, trial)) {
    if (!contains(table.arms, arm)) continue;
    const std::size_t count = people[arm].size();
    const std::size_t complete = scanned[arm].size();
    plan.require(complete >= minimum,
                 "arm " + arm + " with " + std::to_string(count) +
                     (count == 1 ? " participant, " : " participants, ") +
                     std::to_string(complete) + " of them with baseline and follow-up",
                 std::to_string(minimum) + " or more with both",
                 "leave the arm out of the plan, or see who is missing");
  }
}

}  // namespace rewire
