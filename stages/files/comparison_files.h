#pragma once

#include <filesystem>

#include "stages/data/comparison.h"
#include "stages/data/provenance.h"

namespace rewire {

/// Below `directory`: effects.tsv (one row per contrast and endpoint; of edges with threshold-free
/// statistics where these were asked for), the tables of write_network_tables, flow.tsv (one row
/// per participant and session), comparison.json (settings, contrasts, warnings) and trial.h5 (all
/// of it).
void write_comparison(const std::filesystem::path& directory,
                      const Comparison& comparison,
                      const Provenance& provenance);

}  // namespace rewire
