#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>

#include "stages/data/provenance.h"

namespace rewire {

/// The JSON file beside a TSV or NIfTI file: x.tsv, x.nii, x.nii.gz -> x.json.
std::filesystem::path sidecar_path(const std::filesystem::path& file);

/// ConfigError when another table of the stem of the table `file` lies beside it (x.npy where x.tsv
/// is to be written): one sidecar would speak of both.
void require_own_sidecar(const std::filesystem::path& file);

/// Writes the sidecar of `file`: `content` with GeneratedBy (program, version, stage, key,
/// parameters) and Sources. Atomic. Throws what require_own_sidecar() throws.
void write_sidecar(const std::filesystem::path& file,
                   nlohmann::json content,
                   const Provenance& provenance);

}  // namespace rewire
