#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/parameters.h"
#include "pipeline/plan/plan_file.h"
#include "pipeline/plan/trial_files.h"
#include "stages/files/endpoint_spool.h"

namespace rewire {

/// Where a planned trial lies.
struct PlannedSources {
  std::filesystem::path dataset;  ///< directory with participants.tsv
  std::filesystem::path
      derivatives;      ///< of our sessions, or XCP-D's; used when [data] names no files
  EndpointSpool spool;  ///< for edges that take too much memory
};

/// Anybody's files when [data] of the plan names some, else the matrices, graph metrics, local
/// activity and quality below the derivatives directory. Everything that is wrong becomes a
/// problem.
TrialFiles read_planned_inputs(const PlanFile& file,
                               const PlannedSources& sources,
                               const PipelineParams& params,
                               ReadExtent extent,
                               std::vector<Problem>& problems);

}  // namespace rewire
