#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>

#include "pipeline/simulate/params.h"

namespace rewire {

/// What simulate_trial has written.
struct SimulatedTrial {
  std::size_t participants = 0;
  std::size_t scans = 0;
  std::size_t missing_sessions = 0;
  /// True when `out` already held this trial and nothing was written.
  bool was_there = false;
};

/// Called after each finished piece with the number done, the number in all and its name; calls may
/// come from any thread but never two at a time.
using SimulateProgress = std::function<void(std::size_t done, std::size_t all, const std::string&)>;

/// Writes a BIDS trial to `out` and its truth to `out`/derivatives/truth (the file names say what
/// is in each). The same parameters give the same bytes for any number of threads. `out` must be
/// absent, empty or hold the finished trial of the same parameters. Throws ConfigError
/// (parameters), InputError (no template, `out` holds something else) and StorageError (cannot
/// write).
SimulatedTrial simulate_trial(const SimulateParams& params,
                              const std::filesystem::path& out,
                              const SimulateProgress& progress = {});

}  // namespace rewire
