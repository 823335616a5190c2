#include "stages/compare/contrasts.h"

#include <algorithm>
#include <map>
#include <utility>

namespace rewire {
namespace {

using RowOf = std::map<std::pair<std::string, std::string>, std::size_t>;

RowOf rows_by_visit(const TrialTable& table) {
  RowOf row_of;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    row_of[{table.rows[row].participant, table.rows[row].session}] = row;
  }
  return row_of;
}

/// Adds the participants of `arm` that have both sessions.
void add_arm(PlannedContrast& planned,
             const TrialData& trial,
             const TrialRoles& roles,
             const std::string& arm,
             const std::string& block_factor) {
  const bool reference = arm == roles.reference_arm;
  const RowOf row_of = rows_by_visit(trial.table);
  for (const auto& [visit, row] : row_of) {
    if (visit.second != roles.baseline || trial.table.rows[row].arm != arm) continue;
    const auto followup = row_of.find({visit.first, planned.contrast.followup});
    if (followup == row_of.end() || !row_is_present(trial, row) ||
        !row_is_present(trial, followup->second)) {
      continue;
    }
    planned.baseline_rows.push_back(static_cast<Eigen::Index>(row));
    planned.followup_rows.push_back(static_cast<Eigen::Index>(followup->second));
    planned.labels.push_back(reference ? 0 : 1);
    (reference ? planned.contrast.n_reference : planned.contrast.n_treatment) += 1;
    if (block_factor == "none") continue;
    const std::string& level = trial.table.rows[row].factors.at(block_factor);
    const auto known = std::find(planned.block_levels.begin(), planned.block_levels.end(), level);
    planned.blocks.push_back(static_cast<int>(known - planned.block_levels.begin()));
    if (known == planned.block_levels.end()) planned.block_levels.push_back(level);
  }
}

}  // namespace

TrialRoles trial_roles(const TrialTable& table, const CompareParams& params) {
  TrialRoles roles;
  if (params.baseline != "auto") {
    roles.baseline = params.baseline;
  } else if (!table.sessions.empty()) {
    roles.baseline = table.sessions.front();
  }
  for (const std::string& session : table.sessions) {
    if (session != roles.baseline) roles.followups.push_back(session);
  }
  roles.reference_arm =
      params.reference_arm == "auto" ? choose_reference_arm(table.arms) : params.reference_arm;
  return roles;
}

double smallest_p(const PlannedContrast& planned) {
  const Contrast& contrast = planned.contrast;
  const auto count = static_cast<double>(contrast.permutations);
  if (!contrast.exhaustive) return 1.0 / count;
  // The mirrored labelling, which has the same |t|, is among them when every block is balanced.
  std::vector<int> balance(std::max<std::size_t>(planned.block_levels.size(), 1), 0);
  for (std::size_t i = 0; i < planned.labels.size(); ++i) {
    const auto block = planned.blocks.empty() ? 0U : static_cast<std::size_t>(planned.blocks[i]);
    balance[block] += planned.labels[i] == 1 ? 1 : -1;
  }
  const bool mirrored =
      contrast.kind == ContrastKind::change ||
      std::all_of(balance.begin(), balance.end(), [](int excess) { return excess == 0; });
  return (mirrored ? 2.0 : 1.0) / count;
}

bool row_is_present(const TrialData& trial, std::size_t row) {
  if (!trial.table.rows[row].missing_reason.empty()) return false;
  return std::any_of(
      trial.families.begin(), trial.families.end(), [&](const EndpointFamily& family) {
        return family.values.row(static_cast<Eigen::Index>(row)).array().isFinite().any();
      });
}

std::vector<PlannedContrast> plan_contrasts(const TrialData& trial,
                                            const TrialRoles& roles,
                                            const std::string& block_factor) {
  std::vector<PlannedContrast> contrasts;
  for (const std::string& followup : roles.followups) {
    std::string change = followup;
    change.append(" - ").append(roles.baseline);
    for (const std::string& arm : trial.table.arms) {
      PlannedContrast planned;
      std::string name = arm;
      name.append(": ").append(change);
      planned.contrast = {std::move(name), ContrastKind::change, arm, followup};
      add_arm(planned, trial, roles, arm, "none");
      contrasts.push_back(std::move(planned));
    }
    for (const std::string& arm : trial.table.arms) {
      if (arm == roles.reference_arm) continue;
      PlannedContrast planned;
      std::string name = "(" + arm;
      name.append(" - ").append(roles.reference_arm).append(") x (").append(change).append(")");
      planned.contrast = {std::move(name), ContrastKind::arm_by_time, arm, followup};
      add_arm(planned, trial, roles, roles.reference_arm, block_factor);
      add_arm(planned, trial, roles, arm, block_factor);
      contrasts.push_back(std::move(planned));
    }
  }
  return contrasts;
}

}  // namespace rewire
