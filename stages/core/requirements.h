#pragma once

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "stages/core/problem.h"

namespace rewire {

/// Collects what is wrong with one thing: `where` is said once for all its problems, and so is
/// `remedy` for those that do not bring their own.
class Requirements {
 public:
  explicit Requirements(std::string where, std::string remedy = "");

  /// An error when `holds` is false.
  void require(bool holds, std::string found, std::string expected, std::string remedy = "");
  /// A warning when `holds` is false.
  void prefer(bool holds, std::string found, std::string expected, std::string remedy = "");
  /// Takes over problems of a part.
  void add(std::vector<Problem> problems);

  std::vector<Problem> take() { return std::move(problems_); }

 private:
  void note(std::string found, std::string expected, std::string remedy, Severity severity);

  std::string where_;
  std::string remedy_;
  std::vector<Problem> problems_;
};

/// The first few of `names` in one line: "a, b, c and 4 more".
std::string enumerate(const std::vector<std::string>& names, std::size_t most = 5);

}  // namespace rewire
