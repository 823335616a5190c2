#pragma once

#include <filesystem>
#include <string>

#include "stages/data/planned_comparison.h"
#include "stages/data/provenance.h"

namespace rewire {

/// Below `directory`: endpoints.tsv (one row per analysis, endpoint, arm and follow-up; the plan's
/// first), checks.tsv, flow.tsv, flow_counts.tsv, methods.txt and trial.json (all of it); trial.h5,
/// and with exploratory families the other files of write_comparison; where the plan asks for them
/// associations.tsv, predictions.tsv, predicted.tsv, reliability.tsv, next_trial.tsv, people.tsv.
void write_planned(const std::filesystem::path& directory,
                   const PlannedComparison& result,
                   const Provenance& provenance);

/// What write_planned wrote; line ends in texts are blanks. InputError.
PlannedComparison read_planned(const std::filesystem::path& directory);

}  // namespace rewire
