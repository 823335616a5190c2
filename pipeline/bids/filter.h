#pragma once

#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/bids/entities.h"

namespace rewire {

/// What an entity must be: any of `labels`; absent, when `labels` is empty or holds ""; anything
/// present, when `present` is set.
struct EntityRule {
  std::vector<std::string> labels = {};
  bool present = false;
};

/// Which scans of a dataset are wanted. Empty lists want everything.
struct Filter {
  std::vector<std::string> participants;  ///< labels, with or without "sub-"
  std::vector<std::string> sessions;      ///< labels, with or without "ses-"
  std::vector<std::string> tasks;         ///< labels, with or without "task-"
  /// From --bids-filter-file: file kind ("bold", "t1w") -> entity ("task") -> rule.
  std::map<std::string, std::map<std::string, EntityRule>> rules;
};

/// Reads fMRIPrep's form: {"bold": {"task": "rest", "session": ["pre", "post"], "run": null,
/// "echo": "*"}, "t1w": {"acquisition": "mprage"}}. Entities by PyBIDS' or BIDS' names; null is
/// "must be absent", "*" is "must be present". Kinds other than bold and t1w are accepted and not
/// used. Throws ConfigError with every unknown kind, unknown entity and value of a wrong type.
void read_filter_file(const std::filesystem::path& path, Filter& filter);
void parse_filter(std::string_view json, const std::string& where, Filter& filter);

/// The label without its "sub-" (`prefix` = "sub").
std::string strip_prefix(std::string_view label, std::string_view prefix);

bool wants_participant(const Filter& filter, std::string_view label);
bool wants_session(const Filter& filter, std::string_view label);
/// Participant, session and task lists, and the rules of `kind` ("bold", "t1w"). Numbers compare by
/// value (run "01" is run 1). Only the rules hold for a T1w beside its participant: its session
/// and task are never filtered by the lists.
bool wants_file(const Filter& filter, std::string_view kind, const BidsName& name);

}  // namespace rewire
