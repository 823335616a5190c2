#pragma once

#include <filesystem>
#include <optional>
#include <vector>

#include "stages/data/connectome.h"
#include "stages/data/provenance.h"

namespace rewire {

/// The files of one connectome; all follow from the name of the first and the kind (labels_of()).
struct ConnectomeFiles {
  std::filesystem::path values;           ///< *_stat-pearsoncorrelation_relmat.tsv
  std::filesystem::path transformed;      ///< *_stat-fisherz_relmat.tsv; empty without a transform
  std::filesystem::path standard_errors;  ///< *_stat-fisherzse_relmat.tsv
  std::filesystem::path degrees_of_freedom;  ///< *_stat-fisherzdf_relmat.tsv

  /// Those that are not empty, each followed by its sidecar.
  std::vector<std::filesystem::path> all() const;
};

/// `values` may be of any name; without "stat-<kind>" in it the others get "_fisherz" ... before
/// the extension.
ConnectomeFiles connectome_files(const std::filesystem::path& values, ConnectivityKind kind);

/// The kind that the name of a file says (stat- or meas-); nothing when it says none.
std::optional<ConnectivityKind> kind_of_file(const std::filesystem::path& path);

/// Up to four matrices with their JSON sidecars; that of the values holds all the rest.
void write_connectome(const std::filesystem::path& values,
                      const Connectome& connectome,
                      const Provenance& provenance);

/// Ours (by the file of values), or another program's matrix (.tsv, .csv, .1D, .txt, .npy, .netcc):
/// of the kind that its name says, else of r. Of Fisher z (stat-fisherz) r is computed. Then
/// standard errors and degrees of freedom are NaN, and edges without a transform (|r| >= 1) are
/// undefined. InputError when it is not symmetric or outside the kind's range.
Connectome read_connectome(const std::filesystem::path& values);

}  // namespace rewire
