#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

#include "stages/data/provenance.h"

namespace rewire {

/// The JSON file beside a TSV or NIfTI file: x.tsv, x.nii, x.nii.gz -> x.json.
std::filesystem::path sidecar_path(const std::filesystem::path& file);

/// Writes the sidecar of `file`: `content` with GeneratedBy (program, version, stage, key,
/// parameters) and Sources. Atomic.
void write_sidecar(const std::filesystem::path& file,
                   nlohmann::json content,
                   const Provenance& provenance);

}  // namespace rewire
