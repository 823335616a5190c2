#pragma once

#include <filesystem>
#include <string>

#include "pipeline/bids/entities.h"

namespace rewire {

/// What a derivative file name adds to its scan; "" leaves an entity out.
struct DerivativeName {
  std::string space = {};
  std::string atlas = {};
  std::string res = {};
  std::string label = {};
  std::string stat = {};
  std::string desc = {};
  std::string from = {};  ///< transforms: from-<from>_to-<to>_mode-image_xfm
  std::string to = {};
  std::string mode = {};
  std::string suffix = {};     ///< "timeseries"
  std::string extension = {};  ///< ".tsv"
  std::string datatype = "func";
};

/// "sub-01_ses-pre_task-rest_atlas-AAL_stat-mean_timeseries.tsv", entities in XCP-D's order.
std::string derivative_file_name(const ScanKey& key, const DerivativeName& name);

/// `output`/sub-01[/ses-pre]/func/<name>.
std::filesystem::path derivative_path(const std::filesystem::path& output,
                                      const ScanKey& key,
                                      const DerivativeName& name);

/// `output`/sub-01[/ses-pre]/<datatype>.
std::filesystem::path derivative_directory(const std::filesystem::path& output,
                                           const ScanKey& key,
                                           const std::string& datatype = "func");

/// The key of files that belong to a participant's session and to no run (anatomy).
ScanKey session_key(const ScanKey& key);

}  // namespace rewire
