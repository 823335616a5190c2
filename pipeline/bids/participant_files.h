#pragma once

#include <filesystem>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "pipeline/bids/entities.h"
#include "pipeline/bids/ignore_rules.h"
#include "stages/core/problem.h"

namespace rewire {

/// A file whose name is a BIDS name.
struct NamedFile {
  std::filesystem::path path;
  BidsName name;
  std::string session;   ///< label of the ses- directory that it lies in; "" in none
  std::string datatype;  ///< name of the directory below ("func"); "" in none
  bool is_broken_link = false;
};

/// What lies below sub-<label>/ and sub-<label>/ses-<label>/, one directory of data deep.
struct ParticipantFiles {
  std::vector<std::string> sessions;  ///< labels of all ses- directories
  std::vector<NamedFile> files;       ///< natural order, shallow ones first
  std::vector<Problem> problems;      ///< broken names (warnings), directories that cannot be read
};

/// Whether the directory `datatype` of session `session` ("" in none) is to be read.
using WantsDirectory = std::function<bool(std::string_view session, std::string_view datatype)>;

ParticipantFiles list_participant(const std::filesystem::path& root,
                                  const std::string& label,
                                  const IgnoreRules& ignore,
                                  const WantsDirectory& wants);

/// Labels of the sub- directories of a dataset, natural order; names that only look like one
/// become warnings.
std::vector<std::string> list_participants(const std::filesystem::path& root,
                                           const IgnoreRules& ignore,
                                           std::vector<Problem>& problems);

}  // namespace rewire
