#pragma once

#include <map>
#include <string>

#include "stages/data/graph_metrics.h"
#include "stages/files/tsv.h"

namespace rewire {

/// Why a metric, by its name, has no null networks though others have.
using NullReasons = std::map<std::string, std::string>;

/// The tidy table of *_graphmetrics.tsv.
Table tidy_table(const GraphMetrics& metrics);

/// Adds what the table holds to `metrics`, whose regions, levels and number of null networks are
/// known. InputError, with `where`, when a row is missing or out of order.
void read_tidy_table(const Table& table,
                     const std::string& where,
                     const NullReasons& reasons,
                     GraphMetrics& metrics);

}  // namespace rewire
