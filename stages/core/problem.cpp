#include "stages/core/problem.h"

#include <algorithm>
#include <iterator>

namespace rewire {

std::string to_text(const Problem& problem) {
  std::string text = problem.found;
  if (!problem.expected.empty()) text += ", expected " + problem.expected;
  if (!problem.where.empty()) text += " (" + problem.where + ")";
  if (!problem.remedy.empty()) text += "; " + problem.remedy;
  return text;
}

bool has_errors(const std::vector<Problem>& problems) {
  return std::any_of(problems.begin(), problems.end(), [](const Problem& problem) {
    return problem.severity == Severity::error;
  });
}

void append(std::vector<Problem>& problems, std::vector<Problem> more) {
  std::move(more.begin(), more.end(), std::back_inserter(problems));
}

}  // namespace rewire
