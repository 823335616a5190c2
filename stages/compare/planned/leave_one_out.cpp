#include <algorithm>
#include <functional>
#include <set>

#include "stages/compare/planned/check_lines.h"
#include "stages/compare/planned/checks.h"

namespace rewire {
namespace {

/// The effects with one kind of unit left out at a time, folded into ranges.
std::vector<CheckLine> leave_out_each(const TrialInputs& sample,
                                      const PlanParams& plan,
                                      const std::vector<ChosenEndpoint>& primary,
                                      const std::string& check,
                                      const std::vector<std::string>& units,
                                      const std::function<std::string(const TrialRow&)>& unit_of) {
  const auto whole = fit_endpoints(sample, sample.trial.families, primary, plan);
  std::vector<CheckLine> lines;
  for (const PlannedEffect& effect : whole) {
    CheckLine line = check_line(check, effect.family + ":" + effect.endpoint);
    line.arm = effect.arm;
    line.session = effect.followup;
    line.value = effect.estimate;
    lines.push_back(std::move(line));
  }
  std::vector<std::string> worst(lines.size());
  std::vector<int> unfitted(lines.size(), 0);
  for (const std::string& unit : units) {
    FitChanges changes;
    changes.leave_out = [&](const TrialRow& row) { return unit_of(row) == unit; };
    const auto effects = fit_endpoints(sample, sample.trial.families, primary, plan, changes);
    for (std::size_t i = 0; i < effects.size(); ++i) {
      if (!effects[i].reason.empty()) {
        ++unfitted[i];
        continue;
      }
      CheckLine& line = lines[i];
      ++line.n;
      line.low = line.n == 1 ? effects[i].estimate : std::min(line.low, effects[i].estimate);
      line.high = line.n == 1 ? effects[i].estimate : std::max(line.high, effects[i].estimate);
      if (line.n == 1 || effects[i].p > line.p) {
        line.p = effects[i].p;
        worst[i] = unit;
      }
    }
  }
  for (std::size_t i = 0; i < lines.size(); ++i) {
    if (!worst[i].empty()) lines[i].note = "largest p without " + worst[i];
    if (lines[i].low < 0.0 && lines[i].high > 0.0) lines[i].note += "; the sign changes";
    if (unfitted[i] > 0) {
      lines[i].note += (lines[i].note.empty() ? "" : "; ") + std::to_string(unfitted[i]) +
                       " times not estimable";
    }
  }
  return lines;
}

}  // namespace

std::vector<CheckLine> leave_one_out(const TrialInputs& sample,
                                     const PlanParams& plan,
                                     const std::vector<ChosenEndpoint>& primary) {
  const TrialTable& table = sample.trial.table;
  const ModelVisits visits = model_visits(table, plan);
  std::set<std::string> people;
  std::set<std::string> sites;
  const auto site_of = [&](const TrialRow& row) -> std::string {
    const auto found = row.factors.find(plan.trial.site_column);
    return found == row.factors.end() ? "" : found->second;
  };
  for (const std::size_t row : visits.followup_rows) {
    people.insert(table.rows[row].participant);
    sites.insert(site_of(table.rows[row]));
  }
  sites.erase("");
  std::vector<CheckLine> lines;
  const auto add = [&](std::vector<CheckLine> more) {
    for (CheckLine& line : more) lines.push_back(std::move(line));
  };
  constexpr std::size_t most_people = 1000;
  if (people.size() <= most_people) {
    add(leave_out_each(sample,
                       plan,
                       primary,
                       "leave one person out",
                       {people.begin(), people.end()},
                       [](const TrialRow& row) { return row.participant; }));
  } else {
    add({unknown_line("leave one person out",
                      std::to_string(people.size()) + " participants: no single one can matter")});
  }
  if (sites.size() > 1) {
    PlanParams without_site = plan;
    // With two sites one is left, and the column would be constant.
    if (sites.size() == 2) without_site.trial.site_column = "none";
    add(leave_out_each(sample,
                       without_site,
                       primary,
                       "leave one site out",
                       {sites.begin(), sites.end()},
                       site_of));
  }
  return lines;
}

}  // namespace rewire
