#include "stages/compare/planned/check_plan.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "stages/compare/planned/choose_endpoints.h"
#include "stages/compare/planned/plan_table.h"
#include "stages/core/nearest_name.h"
#include "stages/core/number_text.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

/// A problem with the nearest of the `known` names.
Problem unknown(const std::string& kind,
                const std::string& name,
                const std::vector<std::string>& known,
                const std::string& where) {
  const auto nearest = nearest_name(name, known);
  return {"no " + kind + " '" + name + "' in the data",
          known.empty() ? "data with some" : "one of: " + enumerate(known, 8),
          where,
          nearest ? "did you mean '" + *nearest + "'?" : "correct the name"};
}

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

void check_sessions(const TrialTable& table, const PlannedTrial& trial, Requirements& plan) {
  std::vector<std::string> wanted = trial.followups;
  wanted.insert(wanted.begin(), trial.baseline);
  for (const std::string& session : wanted) {
    if (session.empty() || contains(table.sessions, session)) continue;
    plan.add({unknown("session", session, table.sessions, "plan")});
  }
  check_order(table, trial, plan);
}

void check_arms(const TrialTable& table, const PlanParams& params, Requirements& plan) {
  const PlannedTrial& trial = params.trial;
  if (!trial.reference_arm.empty() && !contains(table.arms, trial.reference_arm)) {
    plan.add({unknown("reference arm", trial.reference_arm, table.arms, "plan")});
  }
  for (const std::string& arm : trial.arms) {
    if (!contains(table.arms, arm)) plan.add({unknown("arm", arm, table.arms, "plan")});
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

/// The names of the columns that some row has.
std::vector<std::string> known_columns(const TrialTable& table) {
  std::set<std::string> names;
  for (const TrialRow& row : table.rows) {
    for (const auto& [name, value] : row.covariates) names.insert(name);
    for (const auto& [name, value] : row.factors) names.insert(name);
  }
  return {names.begin(), names.end()};
}

/// One row per participant that could be analysed: of the first follow-up that is there.
std::vector<std::size_t> followup_rows(const TrialTable& table, const PlannedTrial& trial) {
  const std::vector<std::string> arms = planned_arms(table, trial);
  std::vector<std::size_t> rows;
  for (const TrialRow& row : table.rows) {
    if (row.session != trial.baseline || !row.missing_reason.empty()) continue;
    if (!contains(arms, row.arm)) continue;
    for (const std::string& followup : trial.followups) {
      const auto other = row_of(table, row.participant, followup);
      if (!other || !table.rows[*other].missing_reason.empty()) continue;
      rows.push_back(*other);
      break;
    }
  }
  return rows;
}

void check_design(const TrialTable& table, const PlannedTrial& trial, Requirements& plan) {
  const std::vector<std::size_t> rows = followup_rows(table, trial);
  if (rows.empty()) return;
  const CovariateColumns covariates = covariate_columns(table, trial, rows);
  std::vector<std::size_t> complete;
  for (std::size_t i = 0; i < rows.size(); ++i) {
    if (!covariates.values.row(static_cast<Eigen::Index>(i)).array().isNaN().any()) {
      complete.push_back(i);
    }
  }
  plan.prefer(complete.size() == rows.size(),
              std::to_string(rows.size() - complete.size()) + " of " + std::to_string(rows.size()) +
                  " participants without a value of some covariate",
              "a value for everybody",
              "they are out, with that reason");
  if (complete.empty()) return;
  std::vector<std::string> names = planned_arms(table, trial);
  names.erase(names.begin());
  const auto arms = static_cast<Eigen::Index>(names.size());
  Eigen::MatrixXd design(static_cast<Eigen::Index>(complete.size()),
                         arms + covariates.values.cols());
  for (std::size_t i = 0; i < complete.size(); ++i) {
    const auto row = static_cast<Eigen::Index>(i);
    for (Eigen::Index a = 0; a < arms; ++a) {
      design(row, a) =
          table.rows[rows[complete[i]]].arm == names[static_cast<std::size_t>(a)] ? 1.0 : 0.0;
    }
    design.row(row).tail(covariates.values.cols()) =
        covariates.values.row(static_cast<Eigen::Index>(complete[i]));
  }
  for (std::string& arm : names) arm = "arm " + arm;
  names.insert(names.end(), covariates.names.begin(), covariates.names.end());
  for (const Eigen::Index column : dependent_columns(design)) {
    const bool constant = design.col(column).minCoeff() == design.col(column).maxCoeff();
    const std::vector<std::string> before(names.begin(), names.begin() + column);
    plan.require(false,
                 names[static_cast<std::size_t>(column)] +
                     (constant ? " is the same for everybody that can be analysed"
                               : " is collinear: determined by " + enumerate(before, 8)),
                 "covariates that vary, none of them a sum of others",
                 "take it out of the plan");
  }
  plan.require(design.rows() > design.cols() + 2,
               std::to_string(design.rows()) + " participants for " +
                   std::to_string(design.cols() + 2) + " columns of the model",
               "more participants than columns",
               "plan fewer covariates");
}

void check_columns(const TrialTable& table, const PlanParams& params, Requirements& plan) {
  const PlannedTrial& trial = params.trial;
  const std::vector<std::string> known = known_columns(table);
  std::vector<std::string> wanted = trial.participant_covariates;
  wanted.insert(wanted.end(), trial.session_covariates.begin(), trial.session_covariates.end());
  for (const std::string& column :
       {trial.site_column, trial.period_column, params.inference.blocks}) {
    if (column != "none" && !contains(wanted, column)) wanted.push_back(column);
  }
  bool all_known = true;
  for (const std::string& column : wanted) {
    if (contains(known, column)) continue;
    all_known = false;
    plan.add({unknown("column", column, known, "plan")});
  }
  if (all_known) check_design(table, trial, plan);
  if (params.inference.blocks == "none" || !contains(known, params.inference.blocks)) return;
  const bool is_factor = std::any_of(table.rows.begin(), table.rows.end(), [&](const auto& row) {
    return row.factors.contains(params.inference.blocks);
  });
  plan.require(is_factor,
               "blocks by " + params.inference.blocks + ", which are numbers",
               "a column of names",
               "declare its Levels in participants.json");
}

void check_exclusion(const std::vector<VisitQuality>& quality,
                     const PlannedExclusion& rules,
                     Requirements& plan) {
  const auto check = [&](const std::optional<double>& rule,
                         double VisitQuality::*member,
                         const std::string& what) {
    const bool known = std::any_of(quality.begin(), quality.end(), [&](const VisitQuality& visit) {
      return std::isfinite(visit.*member);
    });
    plan.require(!rule || known,
                 "an exclusion rule on " + what + ", which is known of no session",
                 "quality tables (*_desc-linc_qc.tsv), or a column of the sessions' table",
                 "add it, or take the rule out of the plan");
  };
  check(rules.maximum_mean_fd_mm, &VisitQuality::mean_fd_mm, "mean framewise displacement");
  check(rules.minimum_minutes, &VisitQuality::minutes, "minutes left");
  check(rules.minimum_coverage, &VisitQuality::coverage, "coverage");
  check(rules.minimum_tsnr, &VisitQuality::tsnr, "tSNR");
  check(rules.minimum_registration, &VisitQuality::registration, "registration");
}

}  // namespace

std::vector<Problem> check_plan(const TrialInputs& inputs,
                                const PlanState& /*state*/,
                                const PlanParams& params) {
  const TrialTable& table = inputs.trial.table;
  PlanParams named = params;
  if (contains(table.arms, params.trial.reference_arm)) {
    named.trial.arms = planned_arms(table, params.trial);
  }
  std::vector<Problem> problems = check_plan_alone(named);
  Requirements plan("plan", "correct the plan");
  check_arms(table, params, plan);
  check_sessions(table, params.trial, plan);
  check_columns(table, params, plan);
  check_exclusion(inputs.quality, params.exclusion, plan);
  append(problems, plan.take());
  choose_endpoints(inputs.trial.families, params.endpoints, problems);
  return problems;
}

}  // namespace rewire
