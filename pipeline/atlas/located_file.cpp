#include "pipeline/atlas/located_file.h"

#include <system_error>

#include "pipeline/atlas/data_directory.h"

namespace rewire {

std::optional<std::filesystem::path> first_existing(const std::vector<std::string>& candidates) {
  for (const std::string& candidate : candidates) {
    for (const std::filesystem::path& path : expand_path(candidate)) {
      std::error_code ignored;
      if (std::filesystem::is_regular_file(path, ignored)) return path;
    }
  }
  return std::nullopt;
}

std::string places_searched(const std::vector<std::string>& candidates) {
  std::string text;
  const auto add = [&](const std::string& place) { text += (text.empty() ? "" : ", ") + place; };
  for (const std::string& candidate : candidates) {
    const std::vector<std::filesystem::path> paths = expand_path(candidate);
    if (paths.empty()) add(candidate + " (variable not set)");
    for (const std::filesystem::path& path : paths) add(path.string());
  }
  return text;
}

}  // namespace rewire
