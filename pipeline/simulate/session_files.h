#pragma once

#include <filesystem>

#include "pipeline/simulate/template_brain.h"
#include "pipeline/simulate/trial_plan.h"

namespace rewire::simulation {

/// One participant's visit.
struct Job {
  std::size_t participant = 0;  ///< index into the trial's participants
  const Visit* visit = nullptr;
};

/// The scan of a job below the dataset: the last file of it that is written.
std::filesystem::path scan_path(const SimulateParams& params,
                                const Participant& participant,
                                const Visit& visit);

/// Draws and writes everything of one visit, data and truth; the same bytes whatever else has been
/// written.
void write_session(const SimulateParams& params,
                   const std::filesystem::path& out,
                   const TemplateBrain& brain,
                   const Participant& participant,
                   const Job& job);

}  // namespace rewire::simulation
