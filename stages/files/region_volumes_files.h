#pragma once

#include <filesystem>

#include "stages/data/provenance.h"
#include "stages/data/region_volumes.h"
#include "stages/data/session_volumes.h"

namespace rewire {

/// One row per region, then the cranium and the three tissues: index (the label; n/a for the last
/// four), name, structure, hemisphere, volume_mm3 (counted voxels), jacobian_volume_mm3; with a
/// JSON file that says what each is.
void write_region_volumes(const std::filesystem::path& path,
                          const RegionVolumes& volumes,
                          const Provenance& provenance);

/// One row per region: index, name, structure, hemisphere, then its volume (mm^3) in each session,
/// one column each, named as the session; with a JSON file.
void write_session_volumes(const std::filesystem::path& path,
                           const SessionVolumes& volumes,
                           const Provenance& provenance);

/// What write_session_volumes() wrote. InputError for another table.
SessionVolumes read_session_volumes(const std::filesystem::path& path);

}  // namespace rewire
