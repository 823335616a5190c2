#pragma once

#include "pipeline/bids/dataset.h"
#include "pipeline/engine/records.h"
#include "pipeline/subject_pipeline.h"

namespace rewire {

/// Where a scan that another program preprocessed comes from. Throws InputError when its files do
/// not fit together (volumes and confound rows, grids), before anything is computed.
PreprocessedSources preprocessed_sources(const ScanFiles& scan,
                                         const std::filesystem::path& root,
                                         const std::string& template_space,
                                         engine::Records& records);

}  // namespace rewire
