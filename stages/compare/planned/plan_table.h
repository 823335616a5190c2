#pragma once

#include <Eigen/Core>
#include <optional>
#include <string>
#include <vector>

#include "stages/compare/planned/plan.h"
#include "stages/data/trial_inputs.h"

namespace rewire {

/// The arms (treatments) that are compared, the reference arm first, the others in the plan's order
/// (else the table's).
std::vector<std::string> planned_arms(const TrialTable& table, const PlannedTrial& trial);

/// The treatment of a session in a cross-over (the arm column's value), and its period; empty where
/// the table has none.
std::string treatment_of(const TrialRow& row, const PlannedTrial& trial);
std::string period_of(const TrialRow& row, const PlannedTrial& trial);
/// All periods of the follow-ups in order, as numbers where they are.
std::vector<std::string> period_names(const TrialTable& table, const PlannedTrial& trial);

/// What is compared: the arms of the table; in a cross-over the treatments of its follow-ups.
std::vector<std::string> known_arms(const TrialTable& table, const PlannedTrial& trial);

/// The row of a visit; nothing when the table has none.
std::optional<std::size_t> row_of(const TrialTable& table,
                                  const std::string& participant,
                                  const std::string& session);

/// A number of the visit's row or of its participant; NaN without.
double value_of(const TrialRow& row, const std::string& column);

/// Whether the column is of the participants' table: the same number in all rows of each.
bool is_of_participants(const TrialTable& table, const std::string& column);

/// Columns of a model besides mean, baseline and arms.
struct CovariateColumns {
  std::vector<std::string> names;  ///< "age", "site=B"
  Eigen::MatrixXd values;          ///< visits x names; NaN where there is no value
};

/// Site (a column per level but the first), participant covariates, session covariates, of these
/// rows of the table (one per participant, of the follow-up). A column of texts becomes indicator
/// columns as the site does. Rows without a value are NaN throughout the columns of that name.
CovariateColumns covariate_columns(const TrialTable& table,
                                   const PlannedTrial& trial,
                                   const std::vector<std::size_t>& rows);

/// Columns of `values` (no NaN) that the mean and the columns before determine, up to rounding.
std::vector<Eigen::Index> dependent_columns(const Eigen::Ref<const Eigen::MatrixXd>& values);

}  // namespace rewire
