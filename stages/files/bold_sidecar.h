#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

namespace rewire {

/// What a BIDS JSON sidecar of a BOLD scan says that an analysis needs.
struct BoldSidecar {
  std::optional<double> repetition_time_s;
  std::vector<double> slice_times_s;  ///< in the order of the voxel index; empty when unknown
  int slice_axis = 2;                 ///< SliceEncodingDirection; k when it is not said
  std::optional<double> echo_time_s;
  std::string phase_encoding_direction;  ///< "j-"; empty when unknown
  std::string task_name;
  int dummy_volumes_removed = 0;  ///< NumberOfVolumesDiscardedByUser
};

/// InputError when a value is of the wrong kind.
BoldSidecar parse_bold_sidecar(const nlohmann::json& json, const std::string& where);
BoldSidecar read_bold_sidecar(const std::filesystem::path& path);

}  // namespace rewire
