#pragma once

#include <filesystem>

#include "stages/data/denoised.h"
#include "stages/data/provenance.h"

namespace rewire {

/// JSON: which confounds were regressed out, which were dropped and why, the frequencies removed,
/// the volumes kept, and what became of the degrees of freedom.
void write_cleaning(const std::filesystem::path& path,
                    const CleaningReport& report,
                    const Provenance& provenance);

}  // namespace rewire
