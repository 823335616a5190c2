#include "stages/compare/planned/sample.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <tuple>
#include <utility>

#include "stages/compare/planned/plan_table.h"
#include "stages/core/number_text.h"
#include "stages/core/random.h"
#include "stages/data/names.h"

namespace rewire {
namespace {

std::vector<std::string> planned_sessions(const PlannedTrial& trial) {
  std::vector<std::string> sessions{trial.baseline};
  sessions.insert(sessions.end(), trial.followups.begin(), trial.followups.end());
  return sessions;
}

enum class Bound { above, below };

struct Rule {
  std::string what;
  std::string unit;
  std::optional<double> limit;
  double VisitQuality::*member;
  Bound bound;
};

std::vector<Rule> rules_of(const PlannedExclusion& exclusion) {
  return {{"mean framewise displacement",
           " mm",
           exclusion.maximum_mean_fd_mm,
           &VisitQuality::mean_fd_mm,
           Bound::above},
          {"time left", " min", exclusion.minimum_minutes, &VisitQuality::minutes, Bound::below},
          {"coverage", "", exclusion.minimum_coverage, &VisitQuality::coverage, Bound::below},
          {"tSNR", "", exclusion.minimum_tsnr, &VisitQuality::tsnr, Bound::below},
          {"registration (Dice)",
           "",
           exclusion.minimum_registration,
           &VisitQuality::registration,
           Bound::below}};
}

std::string rule_reason(const VisitQuality& quality, const std::vector<Rule>& rules) {
  for (const Rule& rule : rules) {
    if (!rule.limit) continue;
    const double value = quality.*rule.member;
    if (std::isnan(value)) return rule.what + " not known";
    const bool beyond = rule.bound == Bound::above ? value > *rule.limit : value < *rule.limit;
    if (!beyond) continue;
    return rule.what + (rule.bound == Bound::above ? " above " : " below ") +
           format_number(*rule.limit) + rule.unit + ": " + format_fixed(value, 3);
  }
  return "";
}

/// Whether a row has a number for any endpoint.
bool has_numbers(const TrialData& trial, std::size_t row) {
  return std::any_of(
      trial.families.begin(), trial.families.end(), [&](const EndpointFamily& family) {
        return family.values.row(static_cast<Eigen::Index>(row)).array().isFinite().any();
      });
}

std::string covariate_reason(const TrialTable& table, const PlannedTrial& trial, std::size_t row) {
  std::vector<std::string> wanted = trial.participant_covariates;
  if (trial.site_column != "none") wanted.push_back(trial.site_column);
  if (table.rows[row].session != trial.baseline) {
    wanted.insert(wanted.end(), trial.session_covariates.begin(), trial.session_covariates.end());
  }
  for (const std::string& column : wanted) {
    const TrialRow& visit = table.rows[row];
    if (!visit.covariates.contains(column) && !visit.factors.contains(column)) {
      return "no value of " + column;
    }
  }
  return "";
}

/// What speaks against a row by itself; empty: nothing.
std::string own_reason(const TrialInputs& inputs,
                       const PlanParams& plan,
                       const std::vector<std::string>& arms,
                       std::size_t row) {
  const TrialRow& visit = inputs.trial.table.rows[row];
  if (visit.arm.empty()) {
    return visit.missing_reason.starts_with("no arm") ? visit.missing_reason : "no arm given";
  }
  if (!contains(arms, visit.arm)) return "arm not in the plan: " + visit.arm;
  if (!contains(planned_sessions(plan.trial), visit.session)) return "session not in the plan";
  if (!visit.missing_reason.empty()) return visit.missing_reason;
  std::string reason = rule_reason(inputs.quality[row], rules_of(plan.exclusion));
  if (reason.empty() && !has_numbers(inputs.trial, row)) reason = "no endpoint has a number";
  if (reason.empty()) reason = covariate_reason(inputs.trial.table, plan.trial, row);
  return reason;
}

using Visit = std::pair<std::string, std::string>;
using ReasonOf = std::map<Visit, std::string>;

std::string reason_at(const ReasonOf& own, const std::string& participant, const std::string& ses) {
  const auto found = own.find({participant, ses});
  return found == own.end() ? "not in the table" : found->second;
}

/// Why a row that is sound has nothing to go with it; empty: it has.
std::string partner_reason(const TrialRow& visit, const PlannedTrial& trial, const ReasonOf& own) {
  if (visit.session != trial.baseline) {
    const std::string reason = reason_at(own, visit.participant, trial.baseline);
    return reason.empty() ? "" : "no baseline: " + reason;
  }
  std::string reasons;
  for (const std::string& followup : trial.followups) {
    const std::string reason = reason_at(own, visit.participant, followup);
    if (reason.empty()) return "";
    reasons.append(reasons.empty() ? "" : "; ").append(followup).append(": ").append(reason);
  }
  return "no follow-up: " + reasons;
}

std::string completer_reason(const TrialRow& visit,
                             const PlannedTrial& trial,
                             const ReasonOf& own) {
  for (const std::string& session : planned_sessions(trial)) {
    const std::string reason = reason_at(own, visit.participant, session);
    if (!reason.empty()) {
      std::string text = "not every planned session: ";
      return text.append(session).append(": ").append(reason);
    }
  }
  return "";
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
  std::vector<Eigen::Index> rows;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    if (!contains(arms, table.rows[row].arm)) continue;
    if (!contains(sessions, table.rows[row].session)) continue;
    rows.push_back(static_cast<Eigen::Index>(row));
    selected.trial.table.rows.push_back(table.rows[row]);
    selected.trial.table.rows.back().missing_reason = flow[row].excluded_reason;
    selected.quality.push_back(inputs.quality[row]);
  }
  const auto families_of = [&](const std::vector<EndpointFamily>& families) {
    std::vector<EndpointFamily> made;
    for (const EndpointFamily& family : families) {
      made.push_back({family.name, family.endpoints, family.values(rows, Eigen::all)});
    }
    return made;
  };
  selected.trial.families = families_of(inputs.trial.families);
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
    if (reason.empty()) reason = partner_reason(visit, plan.trial, own);
    if (reason.empty() && plan.trial.population == Population::completers) {
      reason = completer_reason(visit, plan.trial, own);
    }
    sample.flow.push_back({visit.participant, visit.session, visit.arm, std::move(reason)});
  }
  sample.counts = count_flow(sample.flow, arms, planned_sessions(plan.trial));
  sample.inputs = select(inputs, sample.flow, arms, plan.trial);
  return sample;
}

Sample completers_of(const Sample& sample, const PlanParams& plan) {
  PlanParams only = plan;
  only.trial.population = Population::completers;
  only.exclusion = {};  // applied already: what is out has its reason
  return draw_sample(sample.inputs, only);
}

void code_arms(TrialInputs& inputs, PlanParams& plan) {
  std::vector<std::string> arms = planned_arms(inputs.trial.table, plan.trial);
  std::sort(arms.begin(), arms.end());
  RandomStream random(plan_digest(plan).high, 0);
  for (std::size_t left = arms.size(); left > 1; --left) {
    std::swap(arms[left - 1], arms[random.below(static_cast<std::uint32_t>(left))]);
  }
  std::map<std::string, std::string> code_of;
  for (std::size_t i = 0; i < arms.size(); ++i) {
    code_of[arms[i]] =
        i < 26 ? std::string(1, static_cast<char>('A' + i)) : "Z" + std::to_string(i);
  }
  const auto code = [&](std::string& arm) {
    const auto found = code_of.find(arm);
    if (found != code_of.end()) arm = found->second;
  };
  for (std::string& arm : inputs.trial.table.arms) code(arm);
  for (TrialRow& row : inputs.trial.table.rows) code(row.arm);
  plan.trial.reference_arm = "A";
  plan.trial.arms.clear();
  for (const std::string& arm : arms) plan.trial.arms.push_back(code_of.at(arm));
}

}  // namespace rewire
