#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "stages/data/graph_metrics.h"
#include "stages/data/provenance.h"

namespace rewire {

/// The JSON sidecar of the table at `path`: all that the table does not hold.
void write_graph_sidecar(const std::filesystem::path& path,
                         const GraphMetrics& metrics,
                         const Provenance& provenance);

/// Reads the sidecar `file` into `metrics`; gives the names of the metrics that have no null
/// networks though others have. InputError.
std::vector<std::string> read_graph_sidecar(const std::filesystem::path& file,
                                            GraphMetrics& metrics);

}  // namespace rewire
