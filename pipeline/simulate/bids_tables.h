#pragma once

#include <filesystem>
#include <vector>

#include "pipeline/simulate/trial_plan.h"

namespace rewire::simulation {

/// dataset_description.json, README, participants.tsv/.json and every
/// sub-*_sessions.tsv/.json.
void write_bids_tables(const std::filesystem::path& out,
                       const SimulateParams& params,
                       const std::vector<Participant>& participants);

/// The sidecar of a BOLD scan.
void write_bold_sidecar(const std::filesystem::path& path,
                        const SimulateParams& params,
                        const std::vector<double>& slice_times_s);

}  // namespace rewire::simulation
