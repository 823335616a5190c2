#pragma once

#include <filesystem>

#include "stages/data/graph_metrics.h"
#include "stages/data/provenance.h"
#include "stages/files/graph_metrics_table.h"

namespace rewire {

/// The JSON sidecar of the table at `path`: all that the table does not hold.
void write_graph_sidecar(const std::filesystem::path& path,
                         const GraphMetrics& metrics,
                         const Provenance& provenance);

/// Reads the sidecar `file` into `metrics`; gives what the table's reader needs to know.
/// InputError.
NullReasons read_graph_sidecar(const std::filesystem::path& file, GraphMetrics& metrics);

}  // namespace rewire
