#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "pipeline/bids/dataset.h"
#include "stages/core/problem.h"

namespace rewire {

/// dataset_description.json; its absence and what is wrong with it are warnings.
DatasetDescription read_description(const std::filesystem::path& root,
                                    std::vector<Problem>& problems);

struct ParticipantsTable {
  bool exists = false;
  std::vector<std::string> columns;                                  ///< without participant_id
  std::vector<Participant> participants;                             ///< in the order of the rows
  std::map<std::string, std::map<std::string, std::string>> levels;  ///< see Dataset
};

/// participants.tsv and .json. A table that cannot be read is an error, its absence a warning.
ParticipantsTable read_participants(const std::filesystem::path& root,
                                    std::vector<Problem>& problems);

/// A sessions table of one participant, or with a column participant_id (`participant` is then
/// empty) of all. Problems are errors: days and scores would be lost.
std::vector<Session> read_sessions(const std::filesystem::path& path,
                                   const std::string& participant,
                                   std::vector<Problem>& problems);

}  // namespace rewire
