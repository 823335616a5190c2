#pragma once

#include <filesystem>
#include <vector>

#include "pipeline/simulate/trial_plan.h"

namespace rewire::simulation {

/// dataset_description.json, README, .bidsignore, participants.tsv/.json and every
/// sub-*_sessions.tsv/.json.
void write_bids_tables(const std::filesystem::path& out,
                       const SimulateParams& params,
                       const std::vector<Participant>& participants);

}  // namespace rewire::simulation
