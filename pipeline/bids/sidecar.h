#pragma once

#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "stages/core/problem.h"

namespace rewire {

/// What a BOLD scan's JSON sidecars say, as far as it is used here.
struct BoldSidecar {
  std::optional<double> repetition_time_s;
  std::vector<double> slice_times_s;
  std::optional<double> echo_time_s;
  std::optional<double> total_readout_time_s;
  std::string phase_encoding_direction;
  std::string task_name;
};

/// One object of all files, root first: a key in a later (deeper) file replaces the earlier one
/// (BIDS inheritance principle, rule 4). Unreadable files become problems.
nlohmann::json merge_sidecars(std::span<const std::filesystem::path> sidecars,
                              std::vector<Problem>& problems);

/// Values of a wrong type or out of range (a repetition time in milliseconds, slice times beyond
/// it) become problems; `where` names the scan.
BoldSidecar parse_bold_sidecar(const nlohmann::json& merged,
                               const std::string& where,
                               std::vector<Problem>& problems);
BoldSidecar read_bold_sidecar(std::span<const std::filesystem::path> sidecars,
                              const std::string& where,
                              std::vector<Problem>& problems);

}  // namespace rewire
