#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "stages/core/fields.h"
#include "stages/data/strategy.h"

namespace rewire {

/// One file that defines a strategy: TOML with [strategy], and [censoring] where volumes are left
/// out. Its name without .toml is the strategy's.
struct StrategyFile {
  std::string name;
  std::string title;
  std::string description;
  std::vector<std::string> includes;  ///< names of strategies whose columns come first
  std::vector<std::string> columns;
  std::vector<std::string> suffixes;  ///< every column is taken with each; none: as it is
  std::vector<std::string> optional;
  ComponentChoice components;
  CensoringChoice censoring;
};

/// ConfigError with everything that is wrong with the file.
StrategyFile read_strategy_file(const std::filesystem::path& path);

}  // namespace rewire
