#pragma once

#include <filesystem>

#include "stages/data/comparison.h"
#include "stages/data/planned_comparison.h"
#include "stages/data/provenance.h"

namespace rewire {

/// The page of a comparison, with the references of every stage.
void write_trial_report(const std::filesystem::path& page,
                        const Comparison& comparison,
                        const Provenance& provenance);

/// The page of a trial that was analysed by a plan.
void write_planned_report(const std::filesystem::path& page,
                          const PlannedComparison& result,
                          const Provenance& provenance);

/// Makes the page again from `output`/group/trial.h5. Throws InputError when the group level has
/// left none there, StorageError when another process writes the group's results.
void remake_trial_report(const std::filesystem::path& output, const std::filesystem::path& page);

}  // namespace rewire
