#pragma once

#include <span>
#include <string_view>
#include <vector>

#include "stages/core/fields.h"
#include "stages/core/problem.h"

namespace rewire {

/// A paper that a stage or metric implements; `where` names the equation, section or table.
struct Paper {
  std::string_view authors;
  int year = 0;
  std::string_view title;
  std::string_view doi;
  std::string_view where;
};

/// A stage is a plain function from data to data with a parameter struct.
/// `run` is pure and deterministic. `check` is cheap (headers and shapes) and returns all problems.
/// `version` goes up whenever the same input and parameters give other numbers.
template <class Out, class Params, class... In>
struct Stage {
  using Output = Out;
  using Parameters = Params;

  std::string_view name;
  int version = 1;
  std::string_view summary;
  Out (*run)(const In&..., const Params&) = nullptr;
  std::vector<Problem> (*check)(const In&..., const Params&) = nullptr;
  std::span<const Paper> papers;
};

}  // namespace rewire
