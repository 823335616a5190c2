#include "pipeline/atlas/data_directory.h"

#include <algorithm>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <system_error>

#include "stages/core/error.h"

namespace rewire {
namespace {

namespace fs = std::filesystem;

std::optional<std::string> environment(const std::string& name) {
  const char* value = std::getenv(name.c_str());
  if (value == nullptr || *value == '\0') return std::nullopt;
  return std::string(value);
}

bool has_atlases(const fs::path& directory) {
  std::error_code ignored;
  return fs::is_directory(directory / "atlases", ignored);
}

std::optional<fs::path> installed_data() {
  std::error_code failed;
  const fs::path program = fs::read_symlink("/proc/self/exe", failed);
  if (failed) return std::nullopt;
  return program.parent_path().parent_path() / "share" / "rewire";
}

std::vector<fs::path> split_paths(const std::string& list, const std::string& rest) {
  std::vector<fs::path> paths;
  std::size_t begin = 0;
  while (begin <= list.size()) {
    const std::size_t end = std::min(list.find(':', begin), list.size());
    if (end > begin) paths.emplace_back(list.substr(begin, end - begin) + rest);
    begin = end + 1;
  }
  return paths;
}

}  // namespace

fs::path data_directory() {
  std::vector<fs::path> searched;
  if (const auto named = environment("REWIRE_DATA_DIR")) {
    searched.emplace_back(*named);
  } else {
    if (const auto installed = installed_data()) searched.push_back(*installed);
    searched.emplace_back(REWIRE_TREE_DATA_DIR);
  }
  std::string where;
  for (const fs::path& directory : searched) {
    if (has_atlases(directory)) return directory;
    where += (where.empty() ? "" : ", ") + directory.string();
  }
  throw ConfigError({.found = "no directory 'atlases'",
                     .expected = "the program's own data",
                     .where = where,
                     .remedy = "install the program whole, or set REWIRE_DATA_DIR"});
}

std::vector<fs::path> expand_path(const std::string& text) {
  if (text == "~" || text.starts_with("~/")) {
    const auto home = environment("HOME");
    if (!home) return {};
    return {fs::path(*home + text.substr(1))};
  }
  if (!text.starts_with("${")) return {fs::path(text)};
  const std::size_t close = text.find('}');
  if (close == std::string::npos) return {fs::path(text)};
  const auto value = environment(text.substr(2, close - 2));
  if (!value) return {};
  return split_paths(*value, text.substr(close + 1));
}

}  // namespace rewire
