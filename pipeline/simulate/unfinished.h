#pragma once

#include <filesystem>

#include "pipeline/simulate/params.h"

namespace rewire::simulation {

/// Makes `out` a place for the trial of `params`, and says so in derivatives/truth/simulation.json,
/// the first file that is written. Nothing is changed when `out` already is the place of this
/// trial, finished or not. InputError when it holds anything else, StorageError when it cannot be
/// read.
void claim_directory(const std::filesystem::path& out, const SimulateParams& params);

}  // namespace rewire::simulation
