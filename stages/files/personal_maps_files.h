#pragma once

#include <filesystem>

#include "stages/data/trial_findings.h"

namespace rewire {

/// The whole maps (`path`.h5), and what is reliable of them (`path`.tsv); without participants
/// there is neither, and those of an earlier plan go.
void write_personal_maps(const std::filesystem::path& path, const PersonalMaps& maps);

/// Empty where there is no file. InputError, StorageError as of any HDF5 file.
PersonalMaps read_personal_maps(const std::filesystem::path& path);

}  // namespace rewire
