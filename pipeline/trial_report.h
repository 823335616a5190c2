#pragma once

#include <filesystem>

#include "stages/data/comparison.h"
#include "stages/data/provenance.h"

namespace rewire {

/// The page of a comparison, with the references of every stage.
void write_trial_report(const std::filesystem::path& page,
                        const Comparison& comparison,
                        const Provenance& provenance);

/// Makes the page again from `output`/group/trial.h5. Throws InputError when the group level has
/// left none there, StorageError when another process writes the group's results.
void remake_trial_report(const std::filesystem::path& output, const std::filesystem::path& page);

}  // namespace rewire
