#include "stages/data/trial_table.h"

#include <algorithm>
#include <cmath>
#include <set>
#include <utility>

#include "stages/core/content.h"
#include "stages/core/requirements.h"
#include "stages/data/names.h"

namespace rewire {
namespace {

bool contains(const std::vector<std::string>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string describe(const TrialRow& row) {
  return row.session.empty() ? row.participant : row.participant + " " + row.session;
}

bool finite_numbers(const TrialRow& row) {
  if (row.days_since_dose && !std::isfinite(*row.days_since_dose)) return false;
  return std::all_of(row.covariates.begin(), row.covariates.end(), [](const auto& covariate) {
    return std::isfinite(covariate.second);
  });
}

void require_rows(Requirements& requirements, const TrialTable& table) {
  std::vector<std::string> bad_arm;
  std::vector<std::string> bad_session;
  std::vector<std::string> bad_number;
  for (const TrialRow& row : table.rows) {
    const bool excused = row.arm.empty() && !row.missing_reason.empty();
    if (!excused && !contains(table.arms, row.arm)) bad_arm.push_back(describe(row));
    if (!contains(table.sessions, row.session)) bad_session.push_back(describe(row));
    if (!finite_numbers(row)) bad_number.push_back(describe(row));
  }
  requirements.require(bad_arm.empty(),
                       "an arm that the trial does not have: " + enumerate(bad_arm),
                       "one of: " + enumerate(table.arms, 20));
  requirements.require(bad_session.empty(),
                       "a session that the trial does not have: " + enumerate(bad_session),
                       "one of: " + enumerate(table.sessions, 20));
  requirements.require(bad_number.empty(),
                       "covariates that are not finite: " + enumerate(bad_number),
                       "finite numbers, no entry where unknown");
}

void require_plan(Requirements& requirements, const TrialTable& table) {
  std::set<std::pair<std::string, std::string>> visits;
  std::map<std::string, std::string> arm_of;
  std::vector<std::string> repeated;
  std::vector<std::string> two_arms;
  for (const TrialRow& row : table.rows) {
    if (!visits.emplace(row.participant, row.session).second) repeated.push_back(describe(row));
    const auto known = arm_of.emplace(row.participant, row.arm).first;
    if (known->second != row.arm) two_arms.push_back(row.participant);
  }
  requirements.require(repeated.empty(),
                       "rows of the same participant and session: " + enumerate(repeated),
                       "one row per participant and session");
  requirements.require(two_arms.empty(),
                       "participants in two arms: " + enumerate(two_arms),
                       "one arm per participant");
  requirements.require(visits.size() == arm_of.size() * table.sessions.size(),
                       std::to_string(visits.size()) + " visits of " +
                           std::to_string(arm_of.size()) + " participants",
                       "a row for each participant and session, with a reason where it is missing");
  requirements.require(std::is_sorted(table.rows.begin(),
                                      table.rows.end(),
                                      [](const TrialRow& a, const TrialRow& b) {
                                        return a.participant < b.participant;
                                      }),
                       "rows out of order",
                       "rows sorted by participant");
}

}  // namespace

std::vector<Problem> validate(const TrialTable& table, const std::string& where) {
  Requirements requirements(where, "mend participants.tsv and the sessions tables");
  requirements.require(!table.rows.empty(), "no participants", "at least one");
  requirements.require(!table.arms.empty(), "no arms", "at least one");
  requirements.require(!table.sessions.empty(), "no sessions", "at least one");
  require_distinct_names(requirements, table.arms, "arm");
  requirements.require(std::set<std::string>(table.sessions.begin(), table.sessions.end()).size() ==
                           table.sessions.size(),
                       "a session listed twice",
                       "distinct sessions");
  requirements.require(std::none_of(table.rows.begin(),
                                    table.rows.end(),
                                    [](const TrialRow& row) { return row.participant.empty(); }),
                       "a row without a participant",
                       "a participant in each row");
  require_rows(requirements, table);
  require_plan(requirements, table);
  return requirements.take();
}

void add_content(Digester& digester, const TrialTable& table) {
  add_content(digester, table.arms);
  add_content(digester, table.sessions);
  digester.integer(static_cast<std::int64_t>(table.rows.size()));
  for (const TrialRow& row : table.rows) {
    add_content(digester, row.participant);
    add_content(digester, row.session);
    add_content(digester, row.arm);
    add_content(digester, row.days_since_dose);
    add_content(digester, row.covariates);
    add_content(digester, row.factors);
    add_content(digester, row.missing_reason);
  }
}

}  // namespace rewire
