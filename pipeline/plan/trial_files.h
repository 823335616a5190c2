#pragma once

#include <filesystem>
#include <vector>

#include "pipeline/plan/plan_file.h"
#include "stages/core/digest.h"
#include "stages/data/connectome.h"
#include "stages/data/trial_inputs.h"
#include "stages/files/endpoint_spool.h"

namespace rewire {

/// What is read of the files.
enum class ReadExtent {
  names,  ///< of one file only, for the names of regions and endpoints; the others stay NaN
  all
};

/// A trial that lies in anybody's files, as [data] of the plan says.
struct TrialFiles {
  TrialInputs inputs;
  Digest content;  ///< of the table and of every file that was read
};

/// Reads tables and files below `directory`. Participants without an arm and sessions without a
/// file are rows with a reason. Edges that take too much memory go to the spool. Everything that is
/// wrong becomes a problem; what could be read is there.
TrialFiles read_trial_files(const PlanFile& file,
                            const std::filesystem::path& directory,
                            ReadExtent extent,
                            const EndpointSpool& spool,
                            std::vector<Problem>& problems);

/// `pattern` with {participant}, {session}, {sub} and {ses} filled in.
std::string fill_pattern(const std::string& pattern,
                         const std::string& participant,
                         const std::string& session);

}  // namespace rewire
