#pragma once

#include <filesystem>

#include "stages/data/motion.h"
#include "stages/data/provenance.h"

namespace rewire {

/// trans_x ... rot_z, framewise_displacement and rmsd, one row per volume; what they mean stands in
/// stages/data/motion.h and in the JSON sidecar.
void write_motion(const std::filesystem::path& path,
                  const Motion& motion,
                  const Provenance& provenance);

}  // namespace rewire
