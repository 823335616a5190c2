#include "pipeline/bids/trial_table.h"

#include <algorithm>
#include <cctype>
#include <cmath>
#include <set>
#include <utility>

#include "pipeline/bids/session_order.h"
#include "pipeline/bids/trial_arms.h"
#include "stages/core/number_text.h"

namespace rewire {
namespace {

using Visit = std::pair<std::string, std::string>;

std::optional<double> finite_number(const std::string& text) {
  const std::optional<double> number = parse_number(text);
  return number && std::isfinite(*number) ? number : std::nullopt;
}

/// Numbers in these columns are names: sites are numbered, sexes coded.
bool is_always_factor(const std::string& column) {
  static const std::set<std::string> names{
      "site", "center", "centre", "scanner", "sex", "gender", "race", "ethnicity", "handedness"};
  std::string name = column;
  for (char& c : name) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return names.contains(name);
}

/// Columns that are factors.
std::set<std::string> find_factors(const Dataset& dataset) {
  std::set<std::string> factors;
  for (const auto& [column, levels] : dataset.column_levels) factors.insert(column);
  const auto look = [&](const std::map<std::string, std::string>& values) {
    for (const auto& [column, text] : values) {
      if (is_always_factor(column) || !finite_number(text)) factors.insert(column);
    }
  };
  for (const Participant& participant : dataset.participants) look(participant.values);
  for (const Session& session : dataset.sessions) look(session.values);
  return factors;
}

std::set<Visit> visits_of(std::span<const ScanKey> keys) {
  std::set<Visit> visits;
  for (const ScanKey& key : keys) visits.emplace(key.participant(), key.session());
  return visits;
}

std::vector<ScanKey> keys_of(const Dataset& dataset) {
  std::vector<ScanKey> keys;
  keys.reserve(dataset.scans.size());
  for (const ScanFiles& scan : dataset.scans) keys.push_back(scan.key);
  return keys;
}

/// Writes the rows of one table.
class RowWriter {
 public:
  RowWriter(const Dataset& dataset, std::span<const ScanKey> available, std::string arm_column)
      : arm_column_(std::move(arm_column)),
        days_column_(days_column(dataset)),
        factors_(find_factors(dataset)),
        available_(visits_of(available)),
        scanned_(visits_of(keys_of(dataset))) {
    for (const Session& session : dataset.sessions) {
      sessions_[{session.participant, session.id}] = &session;
    }
    for (const UnusableScan& scan : dataset.unusable_scans) {
      unusable_.emplace(Visit{scan.key.participant(), scan.key.session()}, scan.reason);
    }
  }

  TrialRow row(const Participant& participant, const std::string& session_id) const {
    TrialRow row;
    row.participant = participant.id;
    row.session = session_id;
    const auto arm = participant.values.find(arm_column_);
    if (arm != participant.values.end()) row.arm = arm->second;
    const auto found = sessions_.find({participant.id, session_id});
    const Session* session = found == sessions_.end() ? nullptr : found->second;
    row.missing_reason = missing_reason(participant, session, {participant.id, session_id});
    if (row.arm.empty()) row.missing_reason = "no arm in the column " + arm_column_;
    add_values(row, participant.values);
    if (session != nullptr) add_values(row, session->values);
    return row;
  }

 private:
  std::string missing_reason(const Participant& participant,
                             const Session* session,
                             const Visit& visit) const {
    if (available_.contains(visit)) return {};
    if (!participant.has_directory) return "no data of the participant";
    if (scanned_.contains(visit)) return "scan not analysed";
    const auto unusable = unusable_.find(visit);
    if (unusable != unusable_.end()) return "scan not usable: " + unusable->second;
    if (session == nullptr || !session->has_directory) return "no data of the session";
    return "no BOLD scan";
  }

  /// A session's value stands for the participant's of the same name.
  void add_values(TrialRow& row, const std::map<std::string, std::string>& values) const {
    for (const auto& [column, text] : values) {
      if (column == arm_column_) continue;
      if (factors_.contains(column)) {
        row.factors[column] = text;
      } else if (column == days_column_ && column != "days_since_baseline") {
        row.days_since_dose = finite_number(text);
      } else {
        row.covariates[column] = finite_number(text).value();
      }
    }
  }

  std::string arm_column_;
  std::string days_column_;
  std::set<std::string> factors_;
  std::set<Visit> available_;
  std::set<Visit> scanned_;
  std::map<Visit, const Session*> sessions_;
  std::map<Visit, std::string> unusable_;
};

/// Why a participant cannot be in the table; "" when it can.
std::string obstacle(const Participant& participant, const std::string& arm_column) {
  if (!participant.in_table) return participant.id + " has no row";
  if (participant.has_conflicting_rows) return participant.id + " has rows that differ";
  if (!participant.values.contains(arm_column)) {
    return participant.id + " has no value in '" + arm_column + "'";
  }
  return {};
}

std::vector<const Participant*> find_trial_participants(const Dataset& dataset,
                                                        const std::string& arm_column,
                                                        ArmlessParticipants armless,
                                                        std::vector<Problem>& problems) {
  std::vector<const Participant*> participants;
  for (const Participant& participant : dataset.participants) {
    std::string wrong = obstacle(participant, arm_column);
    const bool no_arm =
        !participant.has_conflicting_rows && !participant.values.contains(arm_column);
    if (no_arm && armless == ArmlessParticipants::keep) wrong.clear();
    if (wrong.empty()) {
      participants.push_back(&participant);
      continue;
    }
    problems.push_back({.found = wrong,
                        .expected = "one row with an arm per participant",
                        .where = (dataset.root / "participants.tsv").string(),
                        .remedy = "mend the row, or leave the participant out with the filter"});
  }
  std::sort(participants.begin(), participants.end(), [](const auto* a, const auto* b) {
    return a->id < b->id;
  });
  return participants;
}

}  // namespace

TrialTable make_trial_table(const Dataset& dataset,
                            std::span<const ScanKey> available,
                            const TrialTableOptions& options,
                            std::vector<Problem>& problems) {
  TrialTable table;
  table.sessions = session_order(dataset, options.baseline, problems);
  const std::string column = arm_column(dataset, options.arm_column, problems);
  if (column.empty()) return table;
  const std::vector<const Participant*> participants =
      find_trial_participants(dataset, column, options.armless, problems);
  std::set<std::string> arms;
  for (const Participant* participant : participants) {
    const auto arm = participant->values.find(column);
    if (arm != participant->values.end()) arms.insert(arm->second);
  }
  table.arms = order_arms({arms.begin(), arms.end()},
                          options.reference_arm,
                          (dataset.root / "participants.tsv").string(),
                          problems);
  const RowWriter writer(dataset, available, column);
  for (const Participant* participant : participants) {
    for (const std::string& session : table.sessions) {
      table.rows.push_back(writer.row(*participant, session));
    }
  }
  return table;
}

TrialTable make_trial_table(const Dataset& dataset,
                            const TrialTableOptions& options,
                            std::vector<Problem>& problems) {
  return make_trial_table(dataset, keys_of(dataset), options, problems);
}

}  // namespace rewire
