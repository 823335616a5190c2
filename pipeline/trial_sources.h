#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "pipeline/bids/dataset.h"
#include "pipeline/bids/derivatives.h"
#include "pipeline/bids/trial_table.h"
#include "pipeline/engine/records.h"
#include "pipeline/parameters.h"
#include "stages/data/trial_data.h"
#include "stages/files/endpoint_spool.h"

namespace rewire {

/// The files of one row of the trial table.
struct RowFiles {
  std::optional<DerivativeFile> matrix;  ///< relmat.tsv of Fisher z or of r
  /// Graph metrics; absent when other software made the matrix
  std::optional<DerivativeFile> metrics;
  std::optional<DerivativeFile> activity;    ///< local activity; absent likewise, or not asked for
  std::optional<DerivativeFile> multilayer;  ///< communities over windows, likewise
  /// Of the participant's sessions together; absent where one T1w serves them all
  std::optional<DerivativeFile> volumes;
  std::vector<DerivativeFile> quality;  ///< of every scan of the session, ours or XCP-D's
};

struct TrialSources {
  std::string atlas;
  TrialTable table;
  std::vector<RowFiles> files;  ///< per row of the table
  std::vector<Problem> problems;
};

/// Matches participants x sessions with what lies below `derivatives`. Several scans for one
/// session, and files whose atlas is another one, are errors; a session whose scan failed has that
/// as its reason.
TrialSources find_trial_sources(const Dataset& dataset,
                                const std::filesystem::path& derivatives,
                                const PipelineParams& params,
                                ArmlessParticipants armless = ArmlessParticipants::refuse);

/// Digest of the table and of every file.
Digest content_of(const TrialSources& sources, engine::Records& records);

/// Reads the files and makes the endpoints. What another program's matrices do not say of their
/// regions (structures) the atlas says, by name. Edges that take too much memory go to the spool.
TrialData read_trial(const TrialSources& sources, const EndpointSpool& spool);

/// The families of volumes among these.
std::vector<EndpointFamily> read_volume_endpoints(const TrialSources& sources);

}  // namespace rewire
