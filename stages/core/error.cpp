#include "stages/core/error.h"

#include <algorithm>
#include <iterator>

namespace rewire {
namespace {

std::string first_line(const std::vector<Problem>& problems) {
  return problems.empty() ? std::string("unspecified error") : to_text(problems.front());
}

}  // namespace

Error::Error(ErrorKind kind, std::vector<Problem> problems)
    : std::runtime_error(first_line(problems)), kind_(kind), problems_(std::move(problems)) {}

void Error::add_context(std::string place) { context_.insert(context_.begin(), std::move(place)); }

std::string Error::message() const {
  std::string prefix;
  for (const std::string& place : context_) prefix += place + " › ";
  std::string text;
  for (const Problem& problem : problems_) {
    if (!text.empty()) text += '\n';
    text += prefix + to_text(problem);
  }
  return text;
}

Interrupted::Interrupted()
    : Error(ErrorKind::interrupted,
            {{.found = "interrupted by a signal",
              .expected = "",
              .where = "",
              .remedy = "run the same command again: what is stored is not computed again"}}) {}

void throw_if_errors(const std::vector<Problem>& problems) {
  std::vector<Problem> errors;
  std::copy_if(
      problems.begin(), problems.end(), std::back_inserter(errors), [](const Problem& problem) {
        return problem.severity == Severity::error;
      });
  if (!errors.empty()) throw InputError(std::move(errors));
}

}  // namespace rewire
