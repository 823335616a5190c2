#pragma once

#include <filesystem>

#include "pipeline/report/scan_summaries.h"
#include "stages/data/comparison.h"
#include "stages/data/planned_comparison.h"
#include "stages/data/provenance.h"

namespace rewire {

/// The page of a comparison and the scans behind it, with the references of every stage.
void write_trial_report(const std::filesystem::path& page,
                        const Comparison& comparison,
                        const Provenance& provenance,
                        const ScanSummaries& scans);

/// The page of a trial that was analysed by a plan.
void write_planned_report(const std::filesystem::path& page,
                          const PlannedComparison& result,
                          const Provenance& provenance);

/// Makes the page again from what `output`/group holds. Throws InputError when the group level has
/// left none there, StorageError when another process writes the group's results.
void remake_trial_report(const std::filesystem::path& output, const std::filesystem::path& page);

}  // namespace rewire
