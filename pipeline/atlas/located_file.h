#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace rewire {

/// The first of `candidates` (as in AtlasVolume::files) that exists.
std::optional<std::filesystem::path> first_existing(const std::vector<std::string>& candidates);

/// Every place that first_existing looks at, and variables that are not set, in words.
std::string places_searched(const std::vector<std::string>& candidates);

}  // namespace rewire
