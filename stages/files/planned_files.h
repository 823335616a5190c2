#pragma once

#include <filesystem>
#include <string>

#include "stages/data/planned_comparison.h"
#include "stages/data/provenance.h"

namespace rewire {

/// Below `directory`: endpoints.tsv (one row per analysis, endpoint, arm and follow-up; the plan's
/// first), checks.tsv, flow.tsv, flow_counts.tsv, methods.txt and trial.json (all of it); with
/// exploratory families effects.tsv, comparison.json and trial.h5 as write_comparison does.
void write_planned(const std::filesystem::path& directory,
                   const PlannedComparison& result,
                   const Provenance& provenance);

}  // namespace rewire
