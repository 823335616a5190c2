#include "stages/compare/planned/sample.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include "stages/compare/planned/plan_table.h"
#include "stages/compare/planned/sample_reasons.h"
#include "stages/data/names.h"

namespace rewire {
namespace {

/// The treatment of a session's period: a baseline has that of its follow-up.
std::string treatment_around(const TrialTable& table, std::size_t row, const PlannedTrial& trial) {
  for (std::size_t p = 0; p < trial.period_baselines.size(); ++p) {
    if (table.rows[row].session != trial.period_baselines[p]) continue;
    const auto followup = row_of(table, table.rows[row].participant, trial.followups[p]);
    return followup ? treatment_of(table.rows[*followup], trial) : "";
  }
  return treatment_of(table.rows[row], trial);
}

/// The rows of planned arms and sessions, out with their reasons.
TrialInputs select(const TrialInputs& inputs,
                   const std::vector<FlowRow>& flow,
                   const std::vector<std::string>& arms,
                   const PlannedTrial& trial) {
  const TrialTable& table = inputs.trial.table;
  const std::vector<std::string> sessions = planned_sessions(trial);
  TrialInputs selected;
  selected.trial.table.arms = arms;
  selected.trial.table.sessions = sessions;
  const bool crossover = trial.design == TrialDesign::crossover;
  std::vector<Eigen::Index> rows;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    if (!crossover && !contains(arms, table.rows[row].arm)) continue;
    if (!contains(sessions, table.rows[row].session)) continue;
    rows.push_back(static_cast<Eigen::Index>(row));
    selected.trial.table.rows.push_back(table.rows[row]);
    selected.trial.table.rows.back().missing_reason = flow[row].excluded_reason;
    if (crossover) selected.trial.table.rows.back().arm = treatment_around(table, row, trial);
    selected.quality.push_back(inputs.quality[row]);
  }
  const auto families_of = [&](const std::vector<EndpointFamily>& families) {
    std::vector<EndpointFamily> made;
    for (const EndpointFamily& family : families) {
      made.push_back({family.name, family.endpoints, family.values.rows_of(rows)});
      if (family.standard_errors.size() > 0) {
        made.back().standard_errors = family.standard_errors.rows_of(rows);
      }
    }
    return made;
  };
  selected.trial.families = families_of(inputs.trial.families);
  selected.trial.regions = inputs.trial.regions;
  selected.edge_distance_mm = inputs.edge_distance_mm;
  for (const AlternativeValues& other : inputs.alternatives) {
    selected.alternatives.push_back({other.name, families_of(other.families)});
  }
  return selected;
}

std::vector<FlowCount> count_flow(const std::vector<FlowRow>& flow,
                                  const std::vector<std::string>& arms,
                                  const std::vector<std::string>& sessions) {
  const auto place = [](const std::vector<std::string>& names, const std::string& name) {
    return std::find(names.begin(), names.end(), name) - names.begin();
  };
  std::vector<FlowCount> counts;
  for (const FlowRow& row : flow) {
    const std::string kind = row.excluded_reason.substr(0, row.excluded_reason.find(": "));
    const auto same = std::find_if(counts.begin(), counts.end(), [&](const FlowCount& count) {
      return count.arm == row.arm && count.session == row.session && count.reason == kind;
    });
    if (same == counts.end()) {
      counts.push_back({row.arm, row.session, kind, 1});
    } else {
      ++same->count;
    }
  }
  std::stable_sort(counts.begin(), counts.end(), [&](const FlowCount& a, const FlowCount& b) {
    const auto key = [&](const FlowCount& c) {
      return std::tuple(place(arms, c.arm), c.arm, place(sessions, c.session), c.session, c.reason);
    };
    return key(a) < key(b);
  });
  return counts;
}

}  // namespace

Sample draw_sample(const TrialInputs& inputs, const PlanParams& plan) {
  const TrialTable& table = inputs.trial.table;
  const std::vector<std::string> arms = planned_arms(table, plan.trial);
  ReasonOf own;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    own[{table.rows[row].participant, table.rows[row].session}] =
        own_reason(inputs, plan, arms, row);
  }
  Sample sample;
  for (const TrialRow& visit : table.rows) {
    std::string reason = own.at({visit.participant, visit.session});
    if (reason.empty()) reason = company_reason(visit, plan, own);
    if (reason.empty() && plan.trial.population == Population::completers) {
      reason = completer_reason(visit, plan.trial, own);
    }
    sample.flow.push_back({visit.participant, visit.session, visit.arm, std::move(reason)});
  }
  const bool crossover = plan.trial.design == TrialDesign::crossover;
  sample.counts =
      count_flow(sample.flow, crossover ? table.arms : arms, planned_sessions(plan.trial));
  sample.inputs = select(inputs, sample.flow, arms, plan.trial);
  return sample;
}

Sample completers_of(const Sample& sample, const PlanParams& plan) {
  PlanParams only = plan;
  only.trial.population = Population::completers;
  only.exclusion = {};  // applied already: what is out has its reason
  return draw_sample(sample.inputs, only);
}

}  // namespace rewire
