#include "pipeline/bids/dataset.h"

#include <algorithm>
#include <iterator>
#include <set>
#include <utility>

#include "pipeline/bids/dataset_check.h"
#include "pipeline/bids/dataset_tables.h"
#include "pipeline/bids/directory_listing.h"
#include "pipeline/bids/scan_search.h"
#include "stages/core/error.h"
#include "stages/core/parallel.h"

namespace rewire {
namespace {

/// What lies below one participant's directory.
struct ParticipantIndex {
  std::vector<std::string> sessions;  ///< labels of directories
  std::vector<Session> session_rows;
  ParticipantScans scans;
  std::vector<Problem> problems;
};

SharedFiles read_shared_files(const std::filesystem::path& root,
                              const IgnoreRules& ignore,
                              std::vector<Problem>& problems) {
  SharedFiles shared;
  for (const DirectoryEntry& entry : list_directory(root, problems)) {
    if (entry.kind == EntryKind::directory || ignore.ignores(entry.name, false)) continue;
    std::optional<BidsName> name = parse_bids_name(entry.name);
    const bool known = name && (name->suffix == "bold" || name->suffix == "events" ||
                                is_field_map_suffix(name->suffix));
    if (!known) continue;
    shared.files.push_back({.path = root / entry.name,
                            .name = std::move(*name),
                            .session = "",
                            .datatype = "",
                            .is_broken_link = entry.kind == EntryKind::broken_link});
    const NamedFile& file = shared.files.back();
    if (file.name.extension == ".json") shared.sidecars.read(file.path, problems);
  }
  return shared;
}

ParticipantIndex index_participant(const std::filesystem::path& root,
                                   const std::string& label,
                                   const IgnoreRules& ignore,
                                   const SharedFiles& shared,
                                   const Filter& filter) {
  const auto wants = [&](std::string_view session, std::string_view datatype) {
    return datatype == "anat" ||
           ((datatype == "func" || datatype == "fmap") && wants_session(filter, session));
  };
  ParticipantFiles files = list_participant(root, label, ignore, wants);
  ParticipantIndex index;
  index.sessions = files.sessions;
  index.problems = std::move(files.problems);
  for (const NamedFile& file : files.files) {
    const bool is_table = file.datatype.empty() && file.session.empty() &&
                          file.name.suffix == "sessions" && file.name.extension == ".tsv";
    if (is_table) {
      index.session_rows = read_sessions(file.path, "sub-" + label, index.problems);
    }
  }
  index.scans = find_scans(files, shared, filter);
  append(index.problems, std::move(index.scans.problems));
  return index;
}

bool has_plain_scans(const ParticipantScans& scans) {
  const auto is_plain = [](const auto& scan) { return scan.key.ses.empty(); };
  return std::any_of(scans.scans.begin(), scans.scans.end(), is_plain) ||
         std::any_of(scans.unusable.begin(), scans.unusable.end(), is_plain);
}

/// Puts the parts of a dataset together.
class DatasetIndex {
 public:
  DatasetIndex(const std::filesystem::path& root, const Filter& filter) : filter_(filter) {
    dataset_.root = root;
  }

  Dataset index() {
    const std::filesystem::path& root = dataset_.root;
    const IgnoreRules ignore = read_ignore_rules(root, dataset_.problems);
    dataset_.description = read_description(root, dataset_.problems);
    const std::vector<std::string> labels = list_participants(root, ignore, dataset_.problems);
    add_participants(labels);
    const SharedFiles shared = read_shared_files(root, ignore, dataset_.problems);

    std::vector<ParticipantIndex> parts(dataset_.participants.size());
    parallel_for(parts.size(), 8, [&](std::size_t begin, std::size_t end) {
      for (std::size_t i = begin; i < end; ++i) {
        const Participant& participant = dataset_.participants[i];
        if (!participant.has_directory) continue;
        parts[i] =
            index_participant(root, strip_prefix(participant.id, "sub"), ignore, shared, filter_);
      }
    });
    add_parts(std::move(parts));
    known_.sessions = {session_labels_.begin(), session_labels_.end()};
    dataset_.request_problems = check_filter(filter_, known_, root.string());
    append(dataset_.request_problems, check_any_scan(dataset_));
    append(dataset_.problems, check_dataset(dataset_, table_exists_));
    append(dataset_.problems, dataset_.request_problems);
    return std::move(dataset_);
  }

 private:
  /// Everyone in the table or with a directory, as far as wanted.
  void add_participants(const std::vector<std::string>& labels) {
    ParticipantsTable table = read_participants(dataset_.root, dataset_.problems);
    table_exists_ = table.exists;
    dataset_.participant_columns = std::move(table.columns);
    dataset_.column_levels = std::move(table.levels);
    std::map<std::string, Participant> all;
    for (Participant& participant : table.participants) {
      const std::string id = participant.id;
      all.emplace(id, std::move(participant));
    }
    for (const std::string& label : labels) {
      Participant& participant = all["sub-" + label];
      participant.id = "sub-" + label;
      participant.has_directory = true;
    }
    for (auto& [id, participant] : all) {
      known_.participants.push_back(strip_prefix(id, "sub"));
      if (wants_participant(filter_, id)) dataset_.participants.push_back(std::move(participant));
    }
    std::sort(dataset_.participants.begin(), dataset_.participants.end(), by_id);
  }
  static bool by_id(const Participant& a, const Participant& b) { return natural_less(a.id, b.id); }

  void add_parts(std::vector<ParticipantIndex> parts) {
    const std::map<std::string, std::vector<Session>> root_rows = read_root_sessions();
    has_sessions_ =
        !root_rows.empty() || std::any_of(parts.begin(), parts.end(), [](const auto& p) {
          return !p.sessions.empty() || !p.session_rows.empty();
        });
    for (std::size_t i = 0; i < parts.size(); ++i) {
      ParticipantIndex& part = parts[i];
      append(dataset_.problems, std::move(part.problems));
      const auto rows = root_rows.find(dataset_.participants[i].id);
      if (rows != root_rows.end()) {
        part.session_rows.insert(part.session_rows.end(), rows->second.begin(), rows->second.end());
      }
      add_sessions(dataset_.participants[i], part);
      std::move(
          part.scans.scans.begin(), part.scans.scans.end(), std::back_inserter(dataset_.scans));
      std::move(part.scans.unusable.begin(),
                part.scans.unusable.end(),
                std::back_inserter(dataset_.unusable_scans));
      for (auto& [entity, seen] : part.scans.seen) known_.labels[entity].merge(seen);
    }
  }

  /// A table of all participants' sessions in the root, which some datasets have.
  std::map<std::string, std::vector<Session>> read_root_sessions() {
    std::map<std::string, std::vector<Session>> rows;
    const std::filesystem::path path = dataset_.root / "sessions.tsv";
    std::error_code code;
    if (!std::filesystem::exists(path, code)) return rows;
    for (Session& session : read_sessions(path, "", dataset_.problems)) {
      rows[session.participant].push_back(std::move(session));
    }
    return rows;
  }

  void add_sessions(const Participant& participant, ParticipantIndex& part) {
    std::map<std::string, Session> sessions;
    for (const std::string& label : part.sessions) {
      sessions["ses-" + label].has_directory = true;
    }
    for (Session& row : part.session_rows) {
      sessions[row.id].values.merge(row.values);
    }
    const bool alone = !has_sessions_ && participant.has_directory;
    if (alone || has_plain_scans(part.scans)) sessions[""].has_directory = true;
    std::vector<Session> sorted;
    for (auto& [id, session] : sessions) {
      if (!id.empty()) session_labels_.insert(strip_prefix(id, "ses"));
      if (!wants_session(filter_, id)) continue;
      session.participant = participant.id;
      session.id = id;
      sorted.push_back(std::move(session));
    }
    std::sort(sorted.begin(), sorted.end(), [](const Session& a, const Session& b) {
      return natural_less(a.id, b.id);
    });
    std::move(sorted.begin(), sorted.end(), std::back_inserter(dataset_.sessions));
  }

  const Filter& filter_;
  Dataset dataset_;
  KnownLabels known_;
  std::set<std::string> session_labels_;
  bool table_exists_ = false;
  bool has_sessions_ = false;
};

}  // namespace

Dataset index_dataset(const std::filesystem::path& root, const Filter& filter) {
  std::error_code code;
  if (!std::filesystem::is_directory(root, code)) {
    throw InputError(Problem{.found = code ? code.message() : "not a directory",
                             .expected = "the root of a BIDS dataset",
                             .where = root.string(),
                             .remedy = "check the path"});
  }
  return DatasetIndex(root, filter).index();
}

}  // namespace rewire
