#pragma once

#include <span>

#include "stages/data/trial_data.h"
#include "stages/files/tsv.h"

namespace rewire {

/// The volumes of regions and structures (mm^3) as a table of endpoints, which a plan reads:
/// participant_id, session_id, then one column each ("Hippocampus_L", "hippocampus"); a row for
/// each session that has some. Without any a table without columns.
Table volume_table(const TrialTable& table, std::span<const EndpointFamily> families);

}  // namespace rewire
