#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "pipeline/bids/dataset.h"
#include "pipeline/engine/runner.h"
#include "pipeline/parameters.h"

namespace rewire {

enum class Reuse { records, nothing };

/// What `rewire run ... participant` does.
struct ParticipantRun {
  Dataset dataset;
  std::filesystem::path output;
  PipelineParams params;
  std::string program_version;
  int threads = 0;         ///< 0: all processors
  double memory_mb = 0.0;  ///< participants at once are limited to fit; 0: by threads only
  Reuse reuse = Reuse::records;
};

enum class ScanOutcome { done, reused, failed };

/// What became of one scan.
struct ScanResult {
  ScanKey key;
  ScanOutcome outcome = ScanOutcome::done;
  std::string error;    ///< why it failed
  int exit_status = 0;  ///< of the error
  std::vector<engine::StepReport> steps;
};

/// Analyses every scan of the dataset. Participants run side by side, a participant's sessions one
/// after the other; a scan that fails does not stop the others. Throws Interrupted when a stop was
/// asked for, and what concerns all scans at once (atlas, template, output directory).
std::vector<ScanResult> run_participants(const ParticipantRun& run);

/// 0 when every scan was analysed; the errors' common exit status; 1 when they differ or only some
/// scans failed.
int exit_status_of(const std::vector<ScanResult>& results);

/// One line per scan: outcome, time, number of warnings; then each warning with its scans, then one
/// line per failure with its reason.
std::string summary_table(const std::vector<ScanResult>& results);

}  // namespace rewire
