#pragma once

#include <filesystem>
#include <vector>

#include "pipeline/engine/graph.h"
#include "pipeline/engine/records.h"
#include "pipeline/report/scan_summaries.h"
#include "pipeline/trial_sources.h"

namespace rewire {

/// Step to what the report shows of single scans: their quality (ours or XCP-D's), local activity
/// per region, arm and session, carpets, and what was odd when they were analysed, as far as there
/// are files. Kept in `group`, a directory of the output. Of more
/// than 500 scans the carpets of those with the largest mean framewise displacement are kept.
engine::Handle<ScanSummaries> add_scan_summaries(engine::Graph& graph,
                                                 engine::Records& records,
                                                 const TrialSources& sources,
                                                 const std::filesystem::path& group);

}  // namespace rewire
