#pragma once

#include <filesystem>
#include <string>

#include "pipeline/planned_inputs.h"
#include "stages/data/planned_comparison.h"

namespace rewire {

/// What `rewire compare --plan` and `rewire run ... group --plan` do.
struct PlannedRun {
  std::filesystem::path plan;
  PlannedSources sources;
  std::filesystem::path output;  ///< results go to `output`/group
  PipelineParams params;
  std::string program_version;
  int threads = 0;  ///< 0: all processors
};

struct PlannedResult {
  PlannedComparison comparison;
  std::string text;  ///< for the terminal
};

/// Throws ConfigError when the plan is none, InputError with everything that keeps it from being
/// carried out.
PlannedResult run_planned(const PlannedRun& run);

}  // namespace rewire
