#pragma once

#include <filesystem>
#include <vector>

#include "pipeline/engine/runner.h"
#include "pipeline/parameters.h"
#include "pipeline/participant_run.h"

namespace rewire {

/// Runs of one session and task.
struct JoinedRuns {
  ScanKey key;                ///< of the whole: that of its runs without the run
  std::vector<ScanKey> runs;  ///< two or more, in their order
};

/// The sessions among `scans` that have several runs of one task, where every other entity agrees.
std::vector<JoinedRuns> find_joined_runs(const std::vector<ScanKey>& scans);

/// Joins the series of those runs below run.output that are there, and makes connectome, graph
/// metrics and (where every one of these runs has it) local activity of the whole, under the runs'
/// name without the run. Throws what the steps throw.
std::vector<engine::StepReport> join_session_runs(const ParticipantRun& run,
                                                  const JoinedRuns& joined);

}  // namespace rewire
