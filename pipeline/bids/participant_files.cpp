#include "pipeline/bids/participant_files.h"

#include <algorithm>
#include <optional>

#include "pipeline/bids/directory_listing.h"
#include "stages/core/nearest_name.h"

namespace rewire {
namespace {

Problem broken_name(std::string found, std::string expected, const std::filesystem::path& path) {
  return {.found = std::move(found),
          .expected = std::move(expected),
          .where = path.string(),
          .remedy = "rename it, or name it in .bidsignore",
          .severity = Severity::warning};
}

/// The label behind "<entity>-", when the directory's name is of that form.
std::optional<std::string> directory_label(std::string_view name, std::string_view entity) {
  if (name.size() <= entity.size() + 1 || !name.starts_with(entity) || name[entity.size()] != '-') {
    return std::nullopt;
  }
  const std::string_view label = name.substr(entity.size() + 1);
  return is_bids_label(label) ? std::optional(std::string(label)) : std::nullopt;
}

/// "Sub-01", "sub01", "sub_01", "sub-0 1".
bool looks_like(std::string_view name, std::string_view entity) {
  if (name.size() <= entity.size()) return false;
  const char next = name[entity.size()];
  const bool separated = next == '-' || next == '_' || next == ' ' || (next >= '0' && next <= '9');
  return separated && std::equal(entity.begin(), entity.end(), name.begin(), [](char a, char b) {
           return a == b || (b >= 'A' && b <= 'Z' && a == b - 'A' + 'a');
         });
}

/// Walks one participant's directories.
class ParticipantWalk {
 public:
  ParticipantWalk(const std::filesystem::path& root,
                  const std::string& label,
                  const IgnoreRules& ignore,
                  const WantsDirectory& wants)
      : root_(root), label_(label), ignore_(ignore), wants_(wants) {}

  ParticipantFiles walk() {
    read_level("sub-" + label_, "");
    for (const std::string& session : result_.sessions) {
      read_level("sub-" + label_ + "/ses-" + session, session);
    }
    return std::move(result_);
  }

 private:
  /// The participant's own directory or one of its sessions.
  void read_level(const std::string& directory, const std::string& session) {
    std::vector<std::string> datatypes;
    for (const DirectoryEntry& entry : list(directory)) {
      if (entry.kind != EntryKind::directory) {
        add_file(directory, entry, session, "");
      } else if (const auto label = directory_label(entry.name, "ses"); label && session.empty()) {
        result_.sessions.push_back(*label);
      } else if (looks_like(entry.name, "ses")) {
        result_.problems.push_back(broken_name("a directory named '" + entry.name + "'",
                                               "ses- and letters or digits",
                                               root_ / directory / entry.name));
      } else if (wants_(session, entry.name)) {
        datatypes.push_back(entry.name);
      }
    }
    for (const std::string& datatype : datatypes) {
      std::string path = directory;
      path.append("/").append(datatype);
      for (const DirectoryEntry& entry : list(path)) {
        if (entry.kind != EntryKind::directory) add_file(path, entry, session, datatype);
      }
    }
  }

  std::vector<DirectoryEntry> list(const std::string& directory) {
    std::vector<DirectoryEntry> entries = list_directory(root_ / directory, result_.problems);
    std::erase_if(entries, [&](const DirectoryEntry& entry) {
      std::string path = directory;
      path += '/';
      path += entry.name;
      return ignore_.ignores(path, entry.kind == EntryKind::directory);
    });
    return entries;
  }

  void add_file(const std::string& directory,
                const DirectoryEntry& entry,
                const std::string& session,
                const std::string& datatype) {
    std::filesystem::path path = root_ / directory / entry.name;
    Problem problem;
    std::optional<BidsName> name = parse_bids_name(entry.name, &problem);
    if (!name) {
      result_.problems.push_back(broken_name(problem.found, problem.expected, path));
      return;
    }
    if (!belongs(*name, session, path)) return;
    report_unknown_entities(*name, path);
    result_.files.push_back({.path = std::move(path),
                             .name = std::move(*name),
                             .session = session,
                             .datatype = datatype,
                             .is_broken_link = entry.kind == EntryKind::broken_link});
  }

  /// A file in the wrong directory could be anybody's: it is reported and left out.
  bool belongs(const BidsName& name,
               const std::string& session,
               const std::filesystem::path& path) {
    if (name.label("sub") != label_) {
      result_.problems.push_back(broken_name("a file of another participant or of none",
                                             "a name that starts with sub-" + label_,
                                             path));
      return false;
    }
    if (name.label("ses") != session) {
      result_.problems.push_back(
          broken_name(name.label("ses").empty() ? "a name without the session of its directory"
                                                : "a name with a session that is not its directory",
                      session.empty() ? "a name without ses-" : "ses-" + session + " in the name",
                      path));
      return false;
    }
    return true;
  }

  void report_unknown_entities(const BidsName& name, const std::filesystem::path& path) {
    for (const auto& [entity, label] : name.entities) {
      if (is_known_entity(entity)) continue;
      const std::optional<std::string> nearest = nearest_name(entity, known_entities());
      result_.problems.push_back(
          broken_name("the unknown entity '" + entity + "'",
                      nearest ? "perhaps '" + *nearest + "'" : "an entity that BIDS has",
                      path));
    }
  }

  const std::filesystem::path& root_;
  const std::string& label_;
  const IgnoreRules& ignore_;
  const WantsDirectory& wants_;
  ParticipantFiles result_;
};

}  // namespace

ParticipantFiles list_participant(const std::filesystem::path& root,
                                  const std::string& label,
                                  const IgnoreRules& ignore,
                                  const WantsDirectory& wants) {
  return ParticipantWalk(root, label, ignore, wants).walk();
}

std::vector<std::string> list_participants(const std::filesystem::path& root,
                                           const IgnoreRules& ignore,
                                           std::vector<Problem>& problems) {
  std::vector<std::string> labels;
  for (const DirectoryEntry& entry : list_directory(root, problems)) {
    const bool is_directory = entry.kind == EntryKind::directory;
    if (ignore.ignores(entry.name, is_directory)) continue;
    if (entry.kind == EntryKind::broken_link && entry.name.starts_with("sub-")) {
      problems.push_back(broken_link(root / entry.name, "a participant's directory"));
    }
    if (!is_directory) continue;
    if (const auto label = directory_label(entry.name, "sub")) {
      labels.push_back(*label);
    } else if (looks_like(entry.name, "sub")) {
      problems.push_back(broken_name("a directory named '" + entry.name + "'",
                                     "sub- and letters or digits",
                                     root / entry.name));
    }
  }
  return labels;
}

}  // namespace rewire
