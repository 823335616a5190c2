#include <algorithm>
#include <cmath>
#include <set>

#include "stages/compare/planned/plan_checks.h"
#include "stages/compare/planned/plan_table.h"
#include "stages/data/names.h"

namespace rewire {
namespace {

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
  if (trial.design == TrialDesign::crossover) {
    std::set<std::string> seen;
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      const TrialRow& visit = table.rows[row];
      if (!visit.missing_reason.empty() || !contains(trial.followups, visit.session)) continue;
      if (seen.insert(visit.participant).second) rows.push_back(row);
    }
    return rows;
  }
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
  if (trial.design == TrialDesign::crossover) names.clear();
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
  for (std::string& arm : names) arm.insert(0, "arm ");
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

}  // namespace

void check_columns(const TrialTable& table, const PlanParams& params, Requirements& plan) {
  const PlannedTrial& trial = params.trial;
  const std::vector<std::string> known = known_columns(table);
  std::vector<std::string> wanted = trial.participant_covariates;
  wanted.insert(wanted.end(), trial.session_covariates.begin(), trial.session_covariates.end());
  for (const std::string& column :
       {trial.site_column, trial.period_column, params.inference.blocks}) {
    if (column != "none" && !contains(wanted, column)) wanted.push_back(column);
  }
  for (const std::string& column : wanted) {
    if (!contains(known, column)) plan.add({unknown_name("column", column, known, "plan")});
  }
  // The columns that are there are judged all the same, so that everything is said at once.
  PlannedTrial of_known = trial;
  const auto is_unknown = [&](const std::string& column) { return !contains(known, column); };
  std::erase_if(of_known.participant_covariates, is_unknown);
  std::erase_if(of_known.session_covariates, is_unknown);
  if (is_unknown(of_known.site_column)) of_known.site_column = "none";
  if (is_unknown(of_known.period_column)) of_known.period_column = "none";
  check_design(table, of_known, plan);
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

}  // namespace rewire
