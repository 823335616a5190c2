#include "pipeline/strategies/strategy_library.h"

#include <algorithm>
#include <filesystem>
#include <optional>

#include "pipeline/atlas/data_directory.h"
#include "pipeline/atlas/descriptor_table.h"
#include "stages/core/error.h"
#include "stages/files/strategy_files.h"

namespace rewire {
namespace {

namespace fs = std::filesystem;

std::vector<fs::path> strategy_files() {
  return descriptor_files(data_directory() / "configs" / "strategies");
}

fs::path file_of(std::string_view name) {
  if (name.ends_with(".toml")) return fs::path(name);
  return find_descriptor(strategy_files(), name, "strategy");
}

void add_once(std::vector<std::string>& all, const std::vector<std::string>& more) {
  for (const std::string& text : more) {
    if (std::find(all.begin(), all.end(), text) == all.end()) all.push_back(text);
  }
}

/// Column after column with the first suffix, then with the next.
std::vector<std::string> written_out(const StrategyFile& file) {
  if (file.suffixes.empty()) return file.columns;
  std::vector<std::string> columns;
  for (const std::string& suffix : file.suffixes) {
    for (const std::string& column : file.columns) columns.push_back(column + suffix);
  }
  return columns;
}

template <class T>
void replace(std::optional<T>& value, const std::optional<T>& by) {
  if (by) value = by;
}

/// Adds what `file` says to `strategy`; `open` are the files that are being included.
void add_file(const fs::path& path, std::vector<fs::path>& open, Strategy& strategy) {
  if (std::find(open.begin(), open.end(), path) != open.end()) {
    throw ConfigError({.found = "a strategy that includes itself",
                       .expected = "includes that end",
                       .where = path.string(),
                       .remedy = "remove one of the includes"});
  }
  open.push_back(path);
  const StrategyFile file = read_strategy_file(path);
  for (const std::string& included : file.includes) {
    const fs::path sibling = path.parent_path() / (included + ".toml");
    std::error_code ignored;
    add_file(fs::is_regular_file(sibling, ignored) ? sibling : file_of(included), open, strategy);
  }
  open.pop_back();
  add_once(strategy.columns, written_out(file));
  add_once(strategy.optional, file.optional);
  if (!file.components.masks.empty()) strategy.components = file.components;
  CensoringChoice& censoring = strategy.censoring;
  replace(censoring.framewise_displacement_limit_mm,
          file.censoring.framewise_displacement_limit_mm);
  replace(censoring.standardised_dvars_limit, file.censoring.standardised_dvars_limit);
  replace(censoring.minimum_segment_volumes, file.censoring.minimum_segment_volumes);
}

}  // namespace

std::vector<StrategyTitle> list_strategies() {
  std::vector<StrategyTitle> titles;
  std::vector<Problem> problems;
  for (const fs::path& path : strategy_files()) {
    try {
      StrategyFile file = read_strategy_file(path);
      titles.push_back({file.name, file.title, file.description});
    } catch (const ConfigError& error) {
      append(problems, error.problems());
    }
  }
  if (!problems.empty()) throw ConfigError(std::move(problems));
  return titles;
}

Strategy find_strategy(std::string_view name) {
  const fs::path path = file_of(name);
  Strategy strategy;
  strategy.name = path.stem().string();
  std::vector<fs::path> open;
  add_file(path, open, strategy);
  return strategy;
}

}  // namespace rewire
