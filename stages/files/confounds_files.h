#pragma once

#include <filesystem>

#include "stages/data/confounds.h"
#include "stages/data/provenance.h"

namespace rewire {

/// *_desc-confounds_timeseries.tsv under fMRIPrep's names, with its JSON sidecar, which says
/// where the means and components come from as fMRIPrep's does.
void write_confounds(const std::filesystem::path& path,
                     const Confounds& confounds,
                     const Provenance& provenance);

/// Ours or fMRIPrep's; n/a is NaN. What the JSON beside it says of CompCor's components comes
/// along. InputError when a cell is neither number nor n/a.
Confounds read_confounds(const std::filesystem::path& path);

}  // namespace rewire
