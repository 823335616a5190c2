#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/bids/dataset.h"

namespace rewire {

enum class ScanState {
  done,        ///< every step of the last run is settled, its files and its inputs are as they were
  outdated,    ///< it was done; an input or an output has changed since, or is gone
  running,     ///< a process works on it now
  failed,      ///< the last run ended with an error, or the scan's files cannot be used
  unfinished,  ///< the last run was stopped in its middle
  missing,     ///< no run has come to it
  unusable,    ///< the dataset has the scan, which is of a kind that is left out
  no_scan      ///< a session of the dataset without a scan
};

/// "no scan" for no_scan, else the enumerator's name.
std::string_view to_text(ScanState state);

struct ScanStatus {
  ScanKey key;
  ScanState state = ScanState::missing;
  std::string reason;  ///< in words; empty for done and running
};

enum class GroupState { done, outdated, missing };

struct RunStatus {
  std::vector<ScanStatus> scans;  ///< those of the dataset, then the sessions without one
  GroupState group = GroupState::missing;
  std::string group_reason;
};

/// What has become of the dataset's scans in an output directory; reads records and the state of
/// files, changes nothing.
RunStatus run_status(const Dataset& dataset, const std::filesystem::path& output);

/// Whether every scan that can be analysed is done.
bool all_done(const RunStatus& status);

/// For people: the scans that are not done with the reason, then a line of counts.
std::string status_text(const RunStatus& status);
/// For programs: participant_id, session_id, scan, state, reason; one row per scan.
std::string status_tsv(const RunStatus& status);

}  // namespace rewire
