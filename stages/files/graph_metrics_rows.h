#pragma once

#include <string_view>

/// What the rows of the tidy table of graph metrics are called in it.
namespace rewire::metric_rows {

inline constexpr std::string_view node = "node";
inline constexpr std::string_view network = "network";
inline constexpr std::string_view structure = "structure";
inline constexpr std::string_view share = "path_share";
inline constexpr std::string_view area = "auc";
inline constexpr std::string_view normalised = "auc_normalised";

}  // namespace rewire::metric_rows
