#include "stages/compare/planned/plan_table.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include "stages/core/not_a_number.h"
#include "stages/core/number_text.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::VectorXd;

struct NamedColumn {
  std::string name;
  VectorXd values;
};

/// The column as a number, or as one indicator per level but the first.
std::vector<NamedColumn> columns_of(const TrialTable& table,
                                    const std::string& column,
                                    const std::vector<std::size_t>& rows) {
  std::set<std::string> levels;
  for (const std::size_t row : rows) {
    const auto& factors = table.rows[row].factors;
    const auto found = factors.find(column);
    if (found != factors.end()) levels.insert(found->second);
  }
  const auto count = static_cast<Index>(rows.size());
  std::vector<NamedColumn> made;
  if (levels.empty()) {
    made.push_back({column, VectorXd::Constant(count, nan)});
    for (Index i = 0; i < count; ++i) {
      const auto& covariates = table.rows[rows[static_cast<std::size_t>(i)]].covariates;
      const auto found = covariates.find(column);
      if (found != covariates.end()) made.back().values[i] = found->second;
    }
    return made;
  }
  for (auto level = std::next(levels.begin()); level != levels.end(); ++level) {
    std::string name = column;
    made.push_back({name.append("=").append(*level), VectorXd::Constant(count, nan)});
    for (Index i = 0; i < count; ++i) {
      const auto& factors = table.rows[rows[static_cast<std::size_t>(i)]].factors;
      const auto found = factors.find(column);
      if (found != factors.end()) made.back().values[i] = found->second == *level ? 1.0 : 0.0;
    }
  }
  return made;
}

}  // namespace

double value_of(const TrialRow& row, const std::string& column) {
  const auto found = row.covariates.find(column);
  return found == row.covariates.end() ? nan : found->second;
}

bool is_of_participants(const TrialTable& table, const std::string& column) {
  std::map<std::string, std::set<double>> values;
  for (const TrialRow& row : table.rows) {
    const double value = value_of(row, column);
    if (!std::isnan(value)) values[row.participant].insert(value);
  }
  return std::all_of(
      values.begin(), values.end(), [](const auto& entry) { return entry.second.size() == 1; });
}

std::string treatment_of(const TrialRow& row, const PlannedTrial& trial) {
  const auto found = row.factors.find(trial.arm_column);
  return found == row.factors.end() ? "" : found->second;
}

std::string period_of(const TrialRow& row, const PlannedTrial& trial) {
  const auto text = row.factors.find(trial.period_column);
  if (text != row.factors.end()) return text->second;
  const auto number = row.covariates.find(trial.period_column);
  return number == row.covariates.end() ? "" : format_number(number->second);
}

std::vector<std::string> period_names(const TrialTable& table, const PlannedTrial& trial) {
  std::set<std::pair<double, std::string>> periods;
  for (const TrialRow& row : table.rows) {
    const auto& followups = trial.followups;
    if (std::find(followups.begin(), followups.end(), row.session) == followups.end()) continue;
    const std::string period = period_of(row, trial);
    if (!period.empty()) periods.emplace(parse_number(period).value_or(0.0), period);
  }
  std::vector<std::string> names;
  names.reserve(periods.size());
  for (const auto& [number, name] : periods) names.push_back(name);
  return names;
}

std::vector<std::string> known_arms(const TrialTable& table, const PlannedTrial& trial) {
  if (trial.design == TrialDesign::parallel) return table.arms;
  std::set<std::string> treatments;
  for (const TrialRow& row : table.rows) {
    const auto& followups = trial.followups;
    if (std::find(followups.begin(), followups.end(), row.session) == followups.end()) continue;
    treatments.insert(treatment_of(row, trial));
  }
  treatments.erase("");
  return {treatments.begin(), treatments.end()};
}

std::vector<std::string> planned_arms(const TrialTable& table, const PlannedTrial& trial) {
  const std::vector<std::string> named = trial.arms.empty() ? known_arms(table, trial) : trial.arms;
  std::vector<std::string> arms{trial.reference_arm};
  for (const std::string& arm : named) {
    if (std::find(arms.begin(), arms.end(), arm) == arms.end()) arms.push_back(arm);
  }
  return arms;
}

std::optional<std::size_t> row_of(const TrialTable& table,
                                  const std::string& participant,
                                  const std::string& session) {
  const auto first = std::lower_bound(
      table.rows.begin(),
      table.rows.end(),
      participant,
      [](const TrialRow& row, const std::string& id) { return row.participant < id; });
  for (auto row = first; row != table.rows.end() && row->participant == participant; ++row) {
    if (row->session == session) return static_cast<std::size_t>(row - table.rows.begin());
  }
  return std::nullopt;
}

CovariateColumns covariate_columns(const TrialTable& table,
                                   const PlannedTrial& trial,
                                   const std::vector<std::size_t>& rows) {
  std::vector<std::string> wanted;
  if (trial.site_column != "none" && trial.site_model == SiteModel::factor) {
    wanted.push_back(trial.site_column);
  }
  wanted.insert(
      wanted.end(), trial.participant_covariates.begin(), trial.participant_covariates.end());
  wanted.insert(wanted.end(), trial.session_covariates.begin(), trial.session_covariates.end());
  std::vector<NamedColumn> all;
  for (const std::string& column : wanted) {
    for (NamedColumn& made : columns_of(table, column, rows)) all.push_back(std::move(made));
  }
  CovariateColumns columns;
  columns.values.resize(static_cast<Index>(rows.size()), static_cast<Index>(all.size()));
  for (std::size_t c = 0; c < all.size(); ++c) {
    columns.names.push_back(std::move(all[c].name));
    columns.values.col(static_cast<Index>(c)) = all[c].values;
  }
  return columns;
}

std::vector<Index> dependent_columns(const Eigen::Ref<const Eigen::MatrixXd>& values) {
  std::vector<VectorXd> basis{VectorXd::Constant(
      values.rows(), 1.0 / std::sqrt(static_cast<double>(std::max<Index>(values.rows(), 1))))};
  std::vector<Index> dependent;
  for (Index c = 0; c < values.cols(); ++c) {
    const double size = values.col(c).norm();
    VectorXd rest = values.col(c);
    // Twice, since once loses orthogonality where little is left.
    for (int pass = 0; pass < 2; ++pass) {
      for (const VectorXd& direction : basis) rest -= direction.dot(rest) * direction;
    }
    if (!(rest.norm() > 1e-8 * size)) {
      dependent.push_back(c);
    } else {
      basis.push_back(rest.normalized());
    }
  }
  return dependent;
}

}  // namespace rewire
