#include "pipeline/plan/participants_of_table.h"

#include <cctype>
#include <map>
#include <set>

#include "pipeline/bids/dataset_tables.h"
#include "pipeline/bids/trial_table.h"
#include "stages/core/error.h"
#include "stages/core/requirements.h"
#include "stages/files/tsv.h"

namespace rewire {
namespace {

/// Whether arms may stand in the column: the plan's, or one of the usual names.
bool may_hold_arms(const std::string& column, const std::string& planned) {
  if (!planned.empty()) return column == planned;
  std::string lower = column;
  for (char& c : lower) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
  return lower == "arm" || lower == "group" || lower == "treatment";
}

/// One participant per id; rows that differ are problems, those that differ in the arm by name.
void read_people(const std::filesystem::path& path,
                 const std::string& arm_column,
                 Dataset& dataset,
                 std::vector<Problem>& problems) {
  const Table table = read_tsv(path);
  const auto& ids = table.column("participant_id", path.string());
  for (const std::string& name : table.names) {
    if (name != "participant_id") dataset.participant_columns.push_back(name);
  }
  std::map<std::string, std::size_t> place;
  std::map<std::string, std::set<std::string>> arms;
  for (std::size_t row = 0; row < table.row_count(); ++row) {
    Participant participant;
    participant.id = "sub-" + strip_prefix(ids[row], "sub");
    participant.in_table = true;
    participant.has_directory = true;
    if (!is_bids_label(strip_prefix(ids[row], "sub"))) {
      problems.push_back({"'" + ids[row] + "' in line " + std::to_string(row + 2),
                          "sub- and letters or digits",
                          path.string(),
                          "correct the participant_id"});
      continue;
    }
    for (std::size_t c = 0; c < table.names.size(); ++c) {
      const std::string& cell = table.columns[c][row];
      if (table.names[c] == "participant_id" || is_missing(cell)) continue;
      participant.values[table.names[c]] = cell;
    }
    for (const auto& [column, value] : participant.values) {
      if (may_hold_arms(column, arm_column)) arms[participant.id].insert(value);
    }
    const auto [known, is_new] = place.emplace(participant.id, dataset.participants.size());
    if (is_new) {
      dataset.participants.push_back(std::move(participant));
    } else if (dataset.participants[known->second].values != participant.values &&
               arms[participant.id].size() < 2) {
      problems.push_back(
          {participant.id + " again in line " + std::to_string(row + 2) + ", with other values",
           "one row per participant",
           path.string(),
           "remove the wrong row"});
    }
  }
  for (const auto& [participant, names] : arms) {
    if (names.size() < 2) continue;
    problems.push_back({participant + " in " + std::to_string(names.size()) +
                            " arms: " + enumerate({names.begin(), names.end()}),
                        "one arm per participant",
                        path.string(),
                        "remove the wrong row"});
  }
}

/// Every participant has every session that the plan or the sessions' table names.
void add_sessions(const PlanFile& file,
                  const std::filesystem::path& directory,
                  Dataset& dataset,
                  std::vector<Problem>& problems) {
  std::vector<Session> known;
  if (file.data.sessions != "none") {
    known = read_sessions(directory / file.data.sessions, "", problems);
  }
  std::set<std::string> ids(file.plan.trial.followups.begin(), file.plan.trial.followups.end());
  ids.insert(file.plan.trial.baseline);
  for (const Session& session : known) ids.insert(session.id);
  ids.erase("");
  std::map<std::pair<std::string, std::string>, const Session*> by_visit;
  for (const Session& session : known) by_visit[{session.participant, session.id}] = &session;
  for (const Participant& participant : dataset.participants) {
    for (const std::string& id : ids) {
      const auto found = by_visit.find({participant.id, id});
      Session session{.participant = participant.id, .id = id, .has_directory = true, .values = {}};
      if (found != by_visit.end()) session.values = found->second->values;
      dataset.sessions.push_back(std::move(session));
    }
  }
}

}  // namespace

TrialTable table_of_files(const PlanFile& file,
                          const std::filesystem::path& directory,
                          std::vector<Problem>& problems) {
  const PlannedTrial& plan = file.plan.trial;
  const bool crossover = plan.design == TrialDesign::crossover;
  TrialTableOptions options{.arm_column = crossover ? plan.sequence_column : plan.arm_column,
                            .reference_arm = "",
                            .baseline = "",
                            .armless = ArmlessParticipants::keep};
  if (options.arm_column == "auto") options.arm_column.clear();
  Dataset dataset;
  dataset.root = directory / file.data.participants;
  try {
    read_people(dataset.root, options.arm_column, dataset, problems);
    add_sessions(file, directory, dataset, problems);
    std::vector<ScanKey> visits;
    for (const Session& session : dataset.sessions) {
      ScanKey key;
      key.sub = strip_prefix(session.participant, "sub");
      key.ses = strip_prefix(session.id, "ses");
      visits.push_back(std::move(key));
    }
    return make_trial_table(dataset, visits, options, problems);
  } catch (const Error& error) {
    append(problems, error.problems());
    return {};
  }
}

}  // namespace rewire
