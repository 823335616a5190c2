#pragma once

#include <filesystem>

#include "stages/files/matrix_tsv.h"

namespace rewire {

/// The correlations (the part "# CC") of a matrix file of AFNI's 3dNetCorr (*.netcc). Regions have
/// the labels that the file names, else its numbers. InputError.
NamedMatrix read_netcc(const std::filesystem::path& path);

}  // namespace rewire
