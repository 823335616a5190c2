#pragma once

#include <filesystem>

#include "stages/data/graph_metrics.h"
#include "stages/data/provenance.h"

namespace rewire {

/// *_graphmetrics.tsv, tidy: scope (node, network, structure, path_share), metric, region (n/a for
/// the whole network; a structure or a pair of them, "amygdala--prefrontal", in the scope
/// structure; in the scope path_share the pair is the metric and the region the hub), the level (a
/// column named density, threshold, significance or whole; "auc": area under the curve over the
/// levels, "auc_normalised": that of the ratio to the null networks' mean), value and, with null
/// networks, null_mean, null_sd and null_z = (value - null_mean) / null_sd. The JSON sidecar holds
/// levels, regions, communities, curves over degree (Normalised: over the null networks' mean), why
/// a metric has no null networks (WithoutNulls), and what the graph was made by.
void write_graph_metrics(const std::filesystem::path& path,
                         const GraphMetrics& metrics,
                         const Provenance& provenance);

/// InputError when the table is not whole.
GraphMetrics read_graph_metrics(const std::filesystem::path& path);

}  // namespace rewire
