#include "pipeline/bids/dataset_tables.h"

#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <utility>

#include "stages/core/error.h"
#include "stages/files/json.h"
#include "stages/files/tsv.h"

namespace rewire {
namespace {

Problem warning(std::string found,
                std::string expected,
                const std::filesystem::path& path,
                std::string remedy) {
  return {.found = std::move(found),
          .expected = std::move(expected),
          .where = path.string(),
          .remedy = std::move(remedy),
          .severity = Severity::warning};
}

bool is_there(const std::filesystem::path& path) {
  std::error_code code;
  return std::filesystem::symlink_status(path, code).type() !=
         std::filesystem::file_type::not_found;
}

/// The object in a file that nothing depends on: what is wrong with it is a warning.
nlohmann::json read_optional_object(const std::filesystem::path& path,
                                    std::vector<Problem>& problems) {
  try {
    nlohmann::json json = read_json(path);
    if (json.is_object()) return json;
    problems.push_back(warning("JSON that is no object", "an object", path, "mend the file"));
  } catch (const InputError& error) {
    for (Problem problem : error.problems()) {
      problem.severity = Severity::warning;
      problems.push_back(std::move(problem));
    }
  }
  return nlohmann::json::object();
}

std::string text_of(const nlohmann::json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_string() ? found->get<std::string>() : "";
}

std::map<std::string, std::map<std::string, std::string>> read_levels(
    const std::filesystem::path& path, std::vector<Problem>& problems) {
  std::map<std::string, std::map<std::string, std::string>> levels;
  if (!is_there(path)) return levels;
  const nlohmann::json columns = read_optional_object(path, problems);
  for (const auto& [column, about] : columns.items()) {
    if (!about.is_object() || !about.contains("Levels") || !about["Levels"].is_object()) continue;
    for (const auto& [level, meaning] : about["Levels"].items()) {
      levels[column][level] = meaning.is_string() ? meaning.get<std::string>() : meaning.dump();
    }
  }
  return levels;
}

std::optional<Table> read_table(const std::filesystem::path& path,
                                const std::vector<std::string>& needed,
                                std::vector<Problem>& problems) {
  try {
    Table table = read_tsv(path);
    for (const std::string& column : needed) table.column(column, path.string());
    return table;
  } catch (const InputError& error) {
    append(problems, error.problems());
    return std::nullopt;
  }
}

using Values = std::map<std::string, std::string>;

Values values_of(const Table& table, std::size_t row, const std::set<std::string>& without) {
  Values values;
  for (std::size_t c = 0; c < table.names.size(); ++c) {
    const std::string& cell = table.columns[c][row];
    if (!without.contains(table.names[c]) && !is_missing(cell)) values[table.names[c]] = cell;
  }
  return values;
}

/// "sub-01" of "sub-01" or "01"; empty, with a problem, for anything else.
std::string checked_id(const std::string& cell,
                       const std::string& prefix,
                       std::size_t row,
                       const std::filesystem::path& path,
                       std::vector<Problem>& problems) {
  const std::string label = strip_prefix(cell, prefix);
  if (is_bids_label(label)) return prefix + "-" + label;
  problems.push_back(warning("'" + cell + "' in line " + std::to_string(row + 2),
                             prefix + "- and letters or digits",
                             path,
                             "correct the row; it is not used as it is"));
  return {};
}

}  // namespace

DatasetDescription read_description(const std::filesystem::path& root,
                                    std::vector<Problem>& problems) {
  const std::filesystem::path path = root / "dataset_description.json";
  DatasetDescription description{.name = "", .bids_version = "", .type = "raw"};
  if (!is_there(path)) {
    problems.push_back(warning("no dataset_description.json",
                               "one with Name and BIDSVersion",
                               path,
                               "write one; is this the root of the dataset?"));
    return description;
  }
  const nlohmann::json json = read_optional_object(path, problems);
  description.name = text_of(json, "Name");
  description.bids_version = text_of(json, "BIDSVersion");
  const std::string type = text_of(json, "DatasetType");
  if (!type.empty()) description.type = type;
  return description;
}

ParticipantsTable read_participants(const std::filesystem::path& root,
                                    std::vector<Problem>& problems) {
  const std::filesystem::path path = root / "participants.tsv";
  ParticipantsTable result;
  result.levels = read_levels(root / "participants.json", problems);
  if (!is_there(path)) {
    problems.push_back(warning("no participants.tsv",
                               "a table of participants and their arms",
                               path,
                               "write one: participant_id, arm, ..."));
    return result;
  }
  const std::optional<Table> table = read_table(path, {"participant_id"}, problems);
  if (!table) return result;
  result.exists = true;
  for (const std::string& name : table->names) {
    if (name != "participant_id") result.columns.push_back(name);
  }
  const std::vector<std::string>& ids = table->column("participant_id", path.string());
  std::map<std::string, std::size_t> place;
  for (std::size_t row = 0; row < ids.size(); ++row) {
    Participant participant;
    participant.id = checked_id(ids[row], "sub", row, path, problems);
    if (participant.id.empty()) continue;
    participant.in_table = true;
    participant.values = values_of(*table, row, {"participant_id"});
    const auto [known, is_new] = place.emplace(participant.id, result.participants.size());
    if (is_new) {
      result.participants.push_back(std::move(participant));
      continue;
    }
    Participant& first = result.participants[known->second];
    const bool differs = first.values != participant.values;
    first.has_conflicting_rows |= differs;
    problems.push_back(warning(first.id + " again in line " + std::to_string(row + 2) +
                                   (differs ? ", with other values" : ""),
                               "one row per participant",
                               path,
                               "remove the wrong row"));
  }
  return result;
}

std::vector<Session> read_sessions(const std::filesystem::path& path,
                                   const std::string& participant,
                                   std::vector<Problem>& problems) {
  std::vector<std::string> needed{"session_id"};
  if (participant.empty()) needed.emplace_back("participant_id");
  const std::optional<Table> table = read_table(path, needed, problems);
  if (!table) return {};
  const std::vector<std::string>& ids = table->column("session_id", path.string());
  std::set<std::pair<std::string, std::string>> seen;
  std::vector<Session> sessions;
  for (std::size_t row = 0; row < ids.size(); ++row) {
    Session session;
    session.participant = participant;
    if (participant.empty()) {
      session.participant = checked_id(
          table->column("participant_id", path.string())[row], "sub", row, path, problems);
    }
    session.id = checked_id(ids[row], "ses", row, path, problems);
    if (session.id.empty() || session.participant.empty()) continue;
    if (!seen.emplace(session.participant, session.id).second) {
      problems.push_back({.found = session.participant + " " + session.id + " again in line " +
                                   std::to_string(row + 2),
                          .expected = "one row per session",
                          .where = path.string(),
                          .remedy = "remove the wrong row"});
      continue;
    }
    session.values = values_of(*table, row, {"participant_id", "session_id"});
    sessions.push_back(std::move(session));
  }
  return sessions;
}

}  // namespace rewire
