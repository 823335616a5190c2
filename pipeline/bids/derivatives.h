#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "pipeline/bids/entities.h"
#include "pipeline/bids/filter.h"
#include "stages/core/problem.h"

namespace rewire {

/// A file of a derivatives directory (ours, fMRIPrep's or XCP-D's).
struct DerivativeFile {
  std::filesystem::path path;
  BidsName name;
  ScanKey key;
  std::string atlas;    ///< atlas-, else seg-
  std::string measure;  ///< stat-, else meas-, else measure-
};

/// Which files are wanted; an empty text does not restrict.
struct DerivativeQuery {
  std::string suffix = {};     ///< "relmat"
  std::string extension = {};  ///< ".tsv"
  std::string atlas = {};
  std::string measure = {};
  std::string desc = {};
  std::string space = {};
  bool operator==(const DerivativeQuery&) const = default;
};

/// Every file below `root`/sub-*/[ses-*/]<datatype>/ that the query and the filter's lists and
/// "bold" rules want, in natural order of keys, then by path. Broken links become problems.
/// Throws InputError when `root` cannot be read.
std::vector<DerivativeFile> find_derivatives(const std::filesystem::path& root,
                                             const DerivativeQuery& query,
                                             const Filter& filter,
                                             std::vector<Problem>& problems);

/// A scan that another program has preprocessed.
struct PreprocessedScan {
  ScanKey key;
  std::string space;                        ///< "" in the scan's own space
  std::filesystem::path bold;               ///< *_desc-preproc_bold.nii.gz
  std::filesystem::path bold_sidecar;       ///< empty when there is none
  std::filesystem::path mask;               ///< *_desc-brain_mask.nii.gz; empty when there is none
  std::filesystem::path confounds;          ///< *_desc-confounds_timeseries.tsv; empty: none
  std::filesystem::path confounds_sidecar;  ///< empty when there is none
};

/// The scans in `space` ("" is the scan's own space, written without the entity or as
/// space-boldref or space-native). Scans without mask or confounds are in the list and in the
/// problems (warnings); so are scans that exist only in other spaces, by name.
std::vector<PreprocessedScan> find_preprocessed(const std::filesystem::path& root,
                                                const std::string& space,
                                                const Filter& filter,
                                                std::vector<Problem>& problems);

}  // namespace rewire
