#pragma once

#include <filesystem>

#include "stages/data/graph_metrics.h"
#include "stages/data/provenance.h"

namespace rewire {

/// *_graphmetrics.tsv, tidy: metric, region (n/a for the whole graph), density ("auc": area under
/// the curve over density), value; the JSON sidecar holds densities and regions.
void write_graph_metrics(const std::filesystem::path& path,
                         const GraphMetrics& metrics,
                         const Provenance& provenance);

/// InputError when the table is not whole.
GraphMetrics read_graph_metrics(const std::filesystem::path& path);

}  // namespace rewire
