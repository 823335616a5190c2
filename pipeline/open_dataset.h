#pragma once

#include <filesystem>
#include <string_view>

#include "pipeline/bids/dataset.h"
#include "pipeline/parameters.h"

namespace rewire {

/// run.space of scans on their own grid.
inline constexpr std::string_view native_space = "native";

/// The dataset at `root` as a run takes it: raw BIDS, or, where dataset_description.json says
/// derivatives, the scans that another program preprocessed. Those are taken in run.space, or, when
/// that is auto, in the first of the atlas' spaces that they are in, or else on their own grid
/// ("native") or in the T1w ("T1w") when there are transforms from the T1w to a space of the atlas;
/// `params` then names it. Throws InputError for derivatives in none of them.
Dataset open_dataset(const std::filesystem::path& root,
                     const Filter& filter,
                     PipelineParams& params);

}  // namespace rewire
