#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "stages/data/comparison.h"
#include "stages/data/provenance.h"
#include "stages/files/tsv.h"

namespace rewire {

/// One HDF5 file, schema "rewire-trial" 2: the groups effects, contrasts, flow, components, sets,
/// tails and warnings hold one dataset per column, provenance says where the result comes from, and
/// the root's attributes are what was compared. `tables` are further groups by name: a column of
/// numbers (missing ones are NaN) or texts. StorageError.
void write_trial_hdf5(const std::filesystem::path& path,
                      const Comparison& comparison,
                      const Provenance& provenance,
                      const std::map<std::string, Table>& tables = {});

/// Bit for bit what was written. InputError.
Comparison read_trial_hdf5(const std::filesystem::path& path);
Provenance read_trial_provenance(const std::filesystem::path& path);

}  // namespace rewire
