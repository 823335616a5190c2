#include <algorithm>
#include <cmath>
#include <set>

#include "stages/compare/contrasts.h"
#include "stages/compare/edge_networks.h"
#include "stages/core/number_text.h"

namespace rewire {
namespace {

constexpr const char* stage = "compare";

bool holds(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string joined(const std::vector<std::string>& names) {
  std::string text;
  for (const std::string& name : names) text += (text.empty() ? "" : ", ") + name;
  return text;
}

std::vector<Problem> check_params(const CompareParams& params) {
  std::vector<Problem> problems;
  if (params.permutations < 1) {
    problems.push_back({std::to_string(params.permutations) + " permutations",
                        "at least 1",
                        stage,
                        "give permutations = 10000"});
  }
  if (params.minimum_participants < 3) {
    problems.push_back({"minimum_participants = " + std::to_string(params.minimum_participants),
                        "at least 3",
                        stage,
                        "give minimum_participants = 3"});
  }
  if (!(params.alpha > 0.0 && params.alpha < 1.0)) {
    problems.push_back(
        {"alpha = " + format_number(params.alpha), "between 0 and 1", stage, "give alpha = 0.05"});
  } else if (static_cast<double>(params.permutations) * params.alpha < 1.0) {
    problems.push_back({std::to_string(params.permutations) + " permutations",
                        "at least " + format_fixed(std::ceil(1.0 / params.alpha), 0) +
                            ", without which no p can reach " + format_number(params.alpha),
                        stage,
                        "ask for more permutations",
                        Severity::warning});
  }
  return problems;
}

std::vector<Problem> check_roles(const TrialTable& table, const CompareParams& params) {
  std::vector<Problem> problems;
  if (table.sessions.size() < 2) {
    const bool unnamed = joined(table.sessions).empty();
    problems.push_back(
        {unnamed ? "no sessions" : "1 session (" + joined(table.sessions) + ")",
         "a baseline and at least one follow-up session",
         stage,
         unnamed ? "put the scans into ses- folders with ses- in their names"
                 : "add the follow-up scans, or let --session-label and the filter keep them"});
  }
  if (params.baseline != "auto" && !holds(table.sessions, params.baseline)) {
    problems.push_back({"baseline session " + params.baseline,
                        "one of: " + joined(table.sessions),
                        stage,
                        "name the baseline session as the table does"});
  }
  if (params.reference_arm != "auto" && !holds(table.arms, params.reference_arm)) {
    problems.push_back({"reference arm " + params.reference_arm,
                        "one of: " + joined(table.arms),
                        stage,
                        "name the reference arm as the table does"});
  }
  if (table.arms.size() == 1) {
    problems.push_back({"one arm only (" + table.arms.front() + ")",
                        "two or more arms for an arm by time contrast",
                        stage,
                        "only the change within the arm is reported",
                        Severity::warning});
  } else if (params.reference_arm == "auto" && !table.arms.empty()) {
    problems.push_back({"no reference arm given",
                        "the reference arm's name",
                        stage,
                        choose_reference_arm(table.arms) +
                            " is taken for it (named like a control, else alphabetically first); "
                            "set reference_arm if it is not",
                        Severity::warning});
  }
  return problems;
}

std::vector<Problem> check_blocks(const TrialData& trial, const CompareParams& params) {
  if (params.blocks == "none") return {};
  std::vector<std::string> without;
  for (const TrialRow& row : trial.table.rows) {
    if (!row.factors.contains(params.blocks) && row.missing_reason.empty()) {
      without.push_back(row.participant + " " + row.session);
    }
  }
  if (without.empty()) return {};
  return {{"no value of the factor " + params.blocks + " for " + joined(without),
           "one for each participant",
           stage,
           "add the column to participants.tsv or give blocks = \"none\""}};
}

std::vector<Problem> check_participants(const TrialData& trial, const CompareParams& params) {
  std::vector<Problem> problems;
  int largest = 0;
  const auto contrasts = plan_contrasts(trial, trial_roles(trial.table, params), "none");
  for (const PlannedContrast& planned : contrasts) {
    const Contrast& contrast = planned.contrast;
    if (contrast.kind != ContrastKind::change) continue;
    const int n = contrast.n_reference + contrast.n_treatment;
    largest = std::max(largest, n);
    if (n >= params.minimum_participants) continue;
    problems.push_back({std::to_string(n) + " participants with both sessions",
                        std::to_string(params.minimum_participants) + " or more",
                        contrast.name,
                        "its effects are not computed; see the flow table for who is missing",
                        Severity::warning});
  }
  if (largest < params.minimum_participants && !contrasts.empty()) {
    problems.push_back({largest == 0 ? "no participant with both baseline and follow-up"
                                     : "at most " + std::to_string(largest) +
                                           " participants of an arm with both sessions",
                        "at least " + std::to_string(params.minimum_participants) + " per arm",
                        stage,
                        "see the reasons of the missing sessions"});
  }
  return problems;
}

/// A block with one arm only has nothing to exchange: its participants add to the estimate, and
/// nothing to the permutation distribution.
std::vector<Problem> check_exchange(const TrialData& trial, const CompareParams& params) {
  std::vector<Problem> problems;
  if (params.blocks == "none") return problems;
  for (const PlannedContrast& planned :
       plan_contrasts(trial, trial_roles(trial.table, params), params.blocks)) {
    if (planned.contrast.kind != ContrastKind::arm_by_time) continue;
    std::vector<std::set<int>> arms(planned.block_levels.size());
    for (std::size_t i = 0; i < planned.labels.size(); ++i) {
      arms[static_cast<std::size_t>(planned.blocks[i])].insert(planned.labels[i]);
    }
    std::vector<std::string> alone;
    for (std::size_t level = 0; level < arms.size(); ++level) {
      if (arms[level].size() == 1) alone.push_back(planned.block_levels[level]);
    }
    if (alone.empty()) continue;
    problems.push_back({params.blocks + " with participants of one arm only: " + joined(alone),
                        "both arms in every level of " + params.blocks,
                        planned.contrast.name,
                        "their labels are never exchanged; consider another factor for blocks",
                        Severity::warning});
  }
  return problems;
}

/// Exchanged participants whose variances differ: too many false findings where the smaller arm
/// varies more (8.8 % at 5 %, docs/calibration.md).
std::vector<Problem> check_variance(const TrialData& trial, const CompareParams& params) {
  std::vector<Problem> problems;
  if (params.variance == VarianceModel::pooled) return problems;
  for (const PlannedContrast& planned :
       plan_contrasts(trial, trial_roles(trial.table, params), "none")) {
    const Contrast& contrast = planned.contrast;
    if (contrast.kind != ContrastKind::arm_by_time) continue;
    if (contrast.n_reference == contrast.n_treatment) continue;
    problems.push_back({"variance = welch with arms of " + std::to_string(contrast.n_reference) +
                            " and " + std::to_string(contrast.n_treatment),
                        "arms of one size, without which exchanged participants give p that are "
                        "too small where the smaller arm varies more",
                        contrast.name,
                        "make a plan with variance = \"heteroscedastic\" for p that hold",
                        Severity::warning});
  }
  return problems;
}

}  // namespace

std::vector<Problem> check_compare(const TrialData& trial, const CompareParams& params) {
  std::vector<Problem> problems = validate(trial, "trial data");
  const bool sound = !has_errors(problems);
  append(problems, check_params(params));
  append(problems, check_roles(trial.table, params));
  const std::vector<Problem> blocks = check_blocks(trial, params);
  append(problems, blocks);
  if (trial.families.empty()) {
    problems.push_back({"no endpoints",
                        "at least one family of endpoints",
                        stage,
                        "compute connectivity or graph metrics first"});
  } else if (sound) {
    append(problems, check_participants(trial, params));
    append(problems, check_networks(trial, params.network, stage));
    if (blocks.empty()) append(problems, check_exchange(trial, params));
    append(problems, check_variance(trial, params));
  }
  return problems;
}

}  // namespace rewire
