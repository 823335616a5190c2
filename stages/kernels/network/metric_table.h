#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/problem.h"
#include "stages/kernels/network/metric_declaration.h"

namespace rewire {

/// Every metric: nodal ones first, then global ones, then curves, each group by group; the order is
/// that of GraphMetrics.
const std::vector<MetricDeclaration>& metric_table();

/// The distinct groups, in the order of the table.
std::vector<std::string> metric_groups();

/// The metrics of `names`, in the order of the table. A name is that of a metric or of a group,
/// "default" or "all". Those of Selection::with_systems belong to the default where `has_systems`.
/// Unknown names are added to `problems`, each with the nearest that exists.
std::vector<const MetricDeclaration*> select_metrics(const std::vector<std::string>& names,
                                                     bool has_systems,
                                                     std::vector<Problem>& problems);

/// The table as Markdown: an overview, then one section per metric.
std::string metric_table_markdown();

// One table per family, which metric_table() joins.
std::span<const MetricDeclaration> degree_metrics();
std::span<const MetricDeclaration> clustering_metrics();
std::span<const MetricDeclaration> path_metrics();
std::span<const MetricDeclaration> centrality_metrics();
std::span<const MetricDeclaration> community_metrics();
std::span<const MetricDeclaration> organisation_metrics();
std::span<const MetricDeclaration> small_world_metrics();

}  // namespace rewire
