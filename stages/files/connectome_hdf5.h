#pragma once

#include <filesystem>

#include "stages/data/connectome.h"
#include "stages/data/provenance.h"
#include "stages/files/hdf5.h"

namespace rewire {

/// One HDF5 file, schema "rewire-connectome" 1, of one kind: the group "connectome" with kind,
/// atlas, regions, the diagonal and the upper triangle (float64, row by row: 1-2, 1-3 ... 2-3 ...)
/// of values, transformed, standard_errors and effective_degrees_of_freedom. The lower triangle is
/// the same, with the other sign where "symmetry" is "antisymmetric"; where it is "directed", all
/// four are whole matrices. StorageError.
void write_connectome_hdf5(const std::filesystem::path& path,
                           const Connectome& connectome,
                           const Provenance& provenance);

/// Bit for bit what was written. InputError.
Connectome read_connectome_hdf5(const std::filesystem::path& path);

}  // namespace rewire
