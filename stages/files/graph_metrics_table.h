#pragma once

#include <string>
#include <vector>

#include "stages/data/graph_metrics.h"
#include "stages/files/tsv.h"

namespace rewire {

/// The tidy table of *_graphmetrics.tsv.
Table tidy_table(const GraphMetrics& metrics);

/// Adds what the table holds to `metrics`, whose regions, levels and number of null networks are
/// known; `without_nulls` names metrics that have none. InputError, with `where`, when a row is
/// missing or out of order.
void read_tidy_table(const Table& table,
                     const std::string& where,
                     const std::vector<std::string>& without_nulls,
                     GraphMetrics& metrics);

}  // namespace rewire
