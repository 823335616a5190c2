#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "stages/data/strategy.h"

namespace rewire {

/// What a list of strategies shows of one.
struct StrategyTitle {
  std::string name;
  std::string title;
  std::string description;
};

/// The strategies of configs/strategies in the program's data directory, by name. ConfigError with
/// everything that is wrong with any of them.
std::vector<StrategyTitle> list_strategies();

/// The strategy `name`, upper and lower case, '-' and '_' apart; or, when it ends in .toml, the one
/// in that file. Suffixes are written out and included strategies (of the same directory as the
/// file, else the program's own) are joined in, each column once. ConfigError when it, or one that
/// it includes, is not there or wrong.
Strategy find_strategy(std::string_view name);

}  // namespace rewire
