#include "stages/compare/planned/model_data.h"

#include <algorithm>

#include "stages/compare/planned/plan_table.h"
#include "stages/core/not_a_number.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::MatrixXd;

bool is_course(TrialModel model) {
  return model == TrialModel::linear_course || model == TrialModel::exponential_course;
}

/// The sessions whose rows are visits of the model, in the order of their numbers.
std::vector<std::string> visit_sessions(const PlanParams& plan) {
  std::vector<std::string> sessions = plan.trial.followups;
  const bool crossover = plan.trial.design == TrialDesign::crossover;
  if (!crossover && is_course(plan.model.model)) {
    sessions.insert(sessions.begin(), plan.trial.baseline);
  }
  return sessions;
}

/// Days since the dose of a visit, 0 at baseline.
double day_of(const TrialRow& row, const PlannedTrial& trial) {
  if (row.session == trial.baseline) return 0.0;
  if (row.days_since_dose) return *row.days_since_dose;
  const auto place = std::find(trial.followups.begin(), trial.followups.end(), row.session);
  const auto number = static_cast<std::size_t>(place - trial.followups.begin());
  return number < trial.followup_days.size() ? trial.followup_days[number] : nan;
}

std::string block_level(const TrialRow& row, const std::string& column) {
  const auto level = row.factors.find(column);
  return level == row.factors.end() ? "" : level->second;
}

}  // namespace

ModelVisits model_visits(const TrialTable& table,
                         const PlanParams& plan,
                         const std::function<bool(const TrialRow&)>& leave_out) {
  const PlannedTrial& trial = plan.trial;
  const bool crossover = trial.design == TrialDesign::crossover;
  const bool course = !crossover && is_course(plan.model.model);
  const std::vector<std::string> sessions = visit_sessions(plan);
  const std::vector<std::string> periods =
      crossover ? period_names(table, trial) : std::vector<std::string>{};
  ModelVisits visits;
  std::string last;
  for (const TrialRow& person : table.rows) {
    if (person.participant == last) continue;
    last = person.participant;
    if (leave_out && leave_out(person)) continue;
    for (std::size_t s = 0; s < sessions.size(); ++s) {
      const auto row = row_of(table, person.participant, sessions[s]);
      if (!row || !table.rows[*row].missing_reason.empty()) continue;
      std::size_t before = ModelVisits::no_row;
      if (!course && (!crossover || !trial.period_baselines.empty())) {
        const auto baseline = row_of(
            table, person.participant, crossover ? trial.period_baselines[s] : trial.baseline);
        if (!baseline || !table.rows[*baseline].missing_reason.empty()) continue;
        before = *baseline;
      }
      const auto arm = std::find(table.arms.begin(), table.arms.end(), table.rows[*row].arm);
      int number = static_cast<int>(s);
      if (crossover) {
        const auto period =
            std::find(periods.begin(), periods.end(), period_of(table.rows[*row], trial));
        number = static_cast<int>(period - periods.begin());
      }
      visits.baseline_rows.push_back(before);
      visits.followup_rows.push_back(*row);
      visits.arms.push_back(static_cast<int>(arm - table.arms.begin()));
      visits.followups.push_back(number);
    }
  }
  return visits;
}

ModelData gather_model_data(const TrialInputs& sample,
                            const std::vector<EndpointFamily>& families,
                            std::span<const ChosenEndpoint> endpoints,
                            const PlanParams& plan,
                            const std::optional<ExtraCovariate>& extra,
                            const ModelVisits& visits) {
  const TrialTable& table = sample.trial.table;
  const auto rows = static_cast<Index>(visits.followup_rows.size());
  const auto count = static_cast<Index>(endpoints.size());
  const bool with_baseline =
      std::any_of(visits.baseline_rows.begin(), visits.baseline_rows.end(), [](std::size_t row) {
        return row != ModelVisits::no_row;
      });
  const bool weighted = plan.model.weights == EndpointWeights::standard_errors;
  const bool change = plan.model.model == TrialModel::change;
  ModelData data{.arms = visits.arms,
                 .followups = visits.followups,
                 .participants = {},
                 .block_levels = {},
                 .values = MatrixXd(rows, count),
                 .baseline = MatrixXd(rows, with_baseline ? count : 0),
                 .covariates = covariate_columns(table, plan.trial, visits.followup_rows).values,
                 .days = {},
                 .variances = weighted ? MatrixXd(rows, count) : MatrixXd()};
  if (is_course(plan.model.model)) data.days.resize(rows);
  int number = -1;
  for (Index i = 0; i < rows; ++i) {
    const std::size_t after = visits.followup_rows[static_cast<std::size_t>(i)];
    const TrialRow& row = table.rows[after];
    const bool same =
        i > 0 && table.rows[visits.followup_rows[static_cast<std::size_t>(i - 1)]].participant ==
                     row.participant;
    if (!same) ++number;
    data.participants.push_back(number);
    if (plan.inference.blocks != "none") {
      data.block_levels.push_back(block_level(row, plan.inference.blocks));
    }
    if (data.days.size() > 0) data.days[i] = std::max(day_of(row, plan.trial), 0.0);
  }
  for (Index e = 0; e < count; ++e) {
    const ChosenEndpoint& chosen = endpoints[static_cast<std::size_t>(e)];
    const EndpointFamily& family = families[chosen.family];
    const auto square = [&](std::size_t at) {
      const double error = family.standard_errors.size() > 0
                               ? family.standard_errors(static_cast<Index>(at), chosen.column)
                               : nan;
      return error * error;
    };
    for (Index i = 0; i < rows; ++i) {
      const std::size_t before = visits.baseline_rows[static_cast<std::size_t>(i)];
      const std::size_t after = visits.followup_rows[static_cast<std::size_t>(i)];
      data.values(i, e) = family.values(static_cast<Index>(after), chosen.column);
      if (with_baseline)
        data.baseline(i, e) = family.values(static_cast<Index>(before), chosen.column);
      if (!weighted) continue;
      data.variances(i, e) = square(after) + (change && with_baseline ? square(before) : 0.0);
      // A scan whose standard error is not known has no weight.
      if (!std::isfinite(data.variances(i, e))) data.values(i, e) = nan;
    }
  }
  for (const EndpointFamily& family : families) {
    family.values.let_go();
    family.standard_errors.let_go();
  }
  if (extra) {
    data.covariates.conservativeResize(rows, data.covariates.cols() + 1);
    for (Index i = 0; i < rows; ++i) {
      data.covariates(i, data.covariates.cols() - 1) =
          extra->values[static_cast<Index>(visits.followup_rows[static_cast<std::size_t>(i)])];
    }
  }
  return data;
}

ModelData of_followup(const ModelData& all, int followup) {
  std::vector<Index> rows;
  ModelData data;
  for (std::size_t i = 0; i < all.followups.size(); ++i) {
    if (all.followups[i] != followup) continue;
    rows.push_back(static_cast<Index>(i));
    data.arms.push_back(all.arms[i]);
    data.followups.push_back(followup);
    data.participants.push_back(all.participants[i]);
    if (!all.block_levels.empty()) data.block_levels.push_back(all.block_levels[i]);
  }
  data.values = all.values(rows, Eigen::all);
  data.baseline = all.baseline(rows, Eigen::all);
  data.covariates = all.covariates(rows, Eigen::all);
  if (all.variances.size() > 0) data.variances = all.variances(rows, Eigen::all);
  return data;
}

}  // namespace rewire
