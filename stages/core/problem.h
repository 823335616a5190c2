#pragma once

#include <string>
#include <vector>

namespace rewire {

enum class Severity { warning, error };

/// One thing that is wrong with an input: what was found, what was expected, where, what to do.
/// A warning is recorded and shown; the work goes on.
struct Problem {
  std::string found{};
  std::string expected{};
  std::string where{};
  std::string remedy{};
  Severity severity = Severity::error;
};

/// "found, expected ... (where); remedy" on one line; empty parts are left out.
std::string to_text(const Problem& problem);

bool has_errors(const std::vector<Problem>& problems);

/// Appends `more` to `problems`.
void append(std::vector<Problem>& problems, std::vector<Problem> more);

}  // namespace rewire
