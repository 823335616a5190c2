#pragma once

#include <filesystem>

#include "pipeline/bids/dataset.h"
#include "pipeline/parameters.h"

namespace rewire {

/// The dataset at `root` as a run takes it: raw BIDS, or, where dataset_description.json says
/// derivatives, the scans that another program preprocessed. Those are taken in run.space, or, when
/// that is auto, in the first of the atlas' spaces that they are in; `params` then names it. Throws
/// InputError for derivatives in none of them.
Dataset open_dataset(const std::filesystem::path& root,
                     const Filter& filter,
                     PipelineParams& params);

}  // namespace rewire
