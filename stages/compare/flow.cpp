#include <map>
#include <set>
#include <utility>

#include "stages/compare/contrasts.h"

namespace rewire {
namespace {

/// Why a row has no number of its own; empty when it has one.
std::string own_reason(const TrialData& trial, std::size_t row) {
  const TrialRow& visit = trial.table.rows[row];
  if (!visit.missing_reason.empty()) return visit.missing_reason;
  if (visit.arm.empty()) return "no arm given";
  return row_is_present(trial, row) ? "" : "no endpoint has a number";
}

using ReasonOf = std::map<std::pair<std::string, std::string>, std::string>;

/// Why a row with numbers has no counterpart; empty when it has one.
std::string partner_reason(const TrialRow& visit, const TrialRoles& roles, const ReasonOf& own) {
  if (visit.session != roles.baseline) {
    const std::string& reason = own.at({visit.participant, roles.baseline});
    return reason.empty() ? "" : "no baseline: " + reason;
  }
  std::string reasons;
  for (const std::string& followup : roles.followups) {
    const std::string& reason = own.at({visit.participant, followup});
    if (reason.empty()) return "";
    if (!reasons.empty()) reasons += "; ";
    reasons.append(followup).append(": ").append(reason);
  }
  return "no follow-up: " + reasons;
}

}  // namespace

std::vector<FlowRow> flow_table(const TrialData& trial,
                                const TrialRoles& roles,
                                std::int64_t minimum_participants) {
  const std::vector<TrialRow>& visits = trial.table.rows;
  ReasonOf own;
  for (std::size_t row = 0; row < visits.size(); ++row) {
    own[{visits[row].participant, visits[row].session}] = own_reason(trial, row);
  }
  std::vector<FlowRow> flow;
  std::map<std::pair<std::string, std::string>, std::int64_t> complete;  // arm and session
  for (const TrialRow& visit : visits) {
    std::string reason = own.at({visit.participant, visit.session});
    if (reason.empty()) reason = partner_reason(visit, roles, own);
    if (reason.empty()) ++complete[{visit.arm, visit.session}];
    flow.push_back({visit.participant, visit.session, visit.arm, std::move(reason)});
  }
  for (FlowRow& row : flow) {
    const std::int64_t n = complete[{row.arm, row.session}];
    if (!row.excluded_reason.empty() || n >= minimum_participants) continue;
    row.excluded_reason = "arm " + row.arm + " has " + std::to_string(n) +
                          " participants with both sessions, " +
                          std::to_string(minimum_participants) + " needed";
  }
  return flow;
}

}  // namespace rewire
