#pragma once

#include <filesystem>

#include "stages/data/connectome.h"
#include "stages/data/provenance.h"

namespace rewire {

/// The files of one connectome; all follow from the name of the first.
struct ConnectomeFiles {
  std::filesystem::path r;                ///< *_stat-pearsoncorrelation_relmat.tsv
  std::filesystem::path fisher_z;         ///< *_stat-fisherz_relmat.tsv
  std::filesystem::path standard_errors;  ///< *_stat-fisherzse_relmat.tsv
};

/// `r` may be of any name; without "stat-pearsoncorrelation" in it the others get "_fisherz" and
/// "_fisherzse" before the extension.
ConnectomeFiles connectome_files(const std::filesystem::path& r);

/// Three matrices with their JSON sidecars; that of r holds all the rest.
void write_connectome(const std::filesystem::path& r,
                      const Connectome& connectome,
                      const Provenance& provenance);

/// Ours (by the file of r), or another program's matrix of r (of Fisher
/// z when its name says stat-fisherz): then Fisher z is computed (NaN with
/// an undefined edge where |r| >= 1), standard errors and degrees of freedom are NaN. InputError
/// when it is not symmetric or not between -1 and 1.
Connectome read_connectome(const std::filesystem::path& r);

}  // namespace rewire
