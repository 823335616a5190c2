#pragma once

#include <filesystem>
#include <string>

#include "stages/data/planned_comparison.h"
#include "stages/data/provenance.h"

namespace rewire {

/// Below `directory`: endpoints.tsv (one row per analysis, endpoint, arm and follow-up; the plan's
/// first), checks.tsv, flow.tsv, flow_counts.tsv, methods.txt and trial.json and trial.h5 (all of
/// it), and with exploratory families the other files of write_comparison; where the plan asks for
/// them associations.tsv, predictions.tsv, predicted.tsv, reliability.tsv, next_trial.tsv,
/// people.tsv and personal_changes.h5 and .tsv; with sensitivity analyses specifications.tsv; with
/// three arms or more omnibus.tsv.
void write_planned(const std::filesystem::path& directory,
                   const PlannedComparison& result,
                   const Provenance& provenance);

/// What write_planned wrote; line ends in texts are blanks. InputError.
PlannedComparison read_planned(const std::filesystem::path& directory);

}  // namespace rewire
