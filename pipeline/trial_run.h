#pragma once

#include <filesystem>
#include <string>

#include "pipeline/bids/dataset.h"
#include "pipeline/parameters.h"
#include "stages/data/comparison.h"

namespace rewire {

/// What `rewire run ... group` and `rewire compare` do.
struct TrialRun {
  Dataset dataset;                    ///< participants, sessions and arms
  std::filesystem::path derivatives;  ///< where the scans' matrices and metrics lie
  std::filesystem::path output;       ///< results go to `output`/group
  PipelineParams params;
  std::string program_version;
  double memory_mb = 0.0;  ///< that the program may take (0: what the machine has)
  int threads = 0;         ///< 0: all processors
};

struct TrialResult {
  Comparison comparison;
  std::string text;  ///< the result in words and a table, for the terminal
};

/// Compares arms and sessions from the matrices (and graph metrics, where they are) of every scan.
/// A session without them is a row with its reason. Throws InputError with everything that keeps
/// the trial from being compared.
TrialResult run_trial(const TrialRun& run);

}  // namespace rewire
