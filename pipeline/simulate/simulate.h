#pragma once

#include <cstddef>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "pipeline/simulate/params.h"

namespace rewire {

/// What simulate_trial has written.
struct SimulatedTrial {
  std::size_t participants = 0;
  std::size_t scans = 0;  ///< of the participants asked for
  std::size_t missing_sessions = 0;
  std::size_t written = 0;  ///< scans that were not there yet
};

/// Called after each finished piece with the number done, the number in all and its name; calls may
/// come from any thread but never two at a time.
using SimulateProgress = std::function<void(std::size_t done, std::size_t all, const std::string&)>;

/// Writes a BIDS trial to `out` and its truth to `out`/derivatives/truth, whose README names every
/// file. The same parameters give the same bytes for any number of threads and of runs: `out` must
/// be absent, empty or hold this trial as far as an earlier run came, and only scans that are not
/// there are written. With `labels` ("01" or "sub-01") only scans of those participants; several
/// runs with different labels may write one `out` at the same time. Throws ConfigError (parameters,
/// labels of nobody), InputError (no template, `out` holds something else) and StorageError (cannot
/// write).
SimulatedTrial simulate_trial(const SimulateParams& params,
                              const std::filesystem::path& out,
                              const SimulateProgress& progress = {},
                              const std::vector<std::string>& labels = {});

}  // namespace rewire
