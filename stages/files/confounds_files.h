#pragma once

#include <filesystem>

#include "stages/data/confounds.h"
#include "stages/data/provenance.h"

namespace rewire {

/// *_desc-confounds_timeseries.tsv under fMRIPrep's names, with its JSON sidecar.
void write_confounds(const std::filesystem::path& path,
                     const Confounds& confounds,
                     const Provenance& provenance);

/// Ours or fMRIPrep's; n/a is NaN. InputError when a cell is neither.
Confounds read_confounds(const std::filesystem::path& path);

}  // namespace rewire
