#pragma once

#include "pipeline/engine/graph.h"
#include "pipeline/scan_storage.h"
#include "stages/connectivity/connect_params.h"

namespace rewire {

/// One step and its files for each kind of connectivity after the first.
void add_other_kinds(engine::Graph& graph,
                     const engine::Handle<RegionSeries>& series,
                     const ConnectParams& params,
                     const ScanStorage& storage);

}  // namespace rewire
