#include "stages/core/requirements.h"

#include <utility>

namespace rewire {

Requirements::Requirements(std::string where, std::string remedy)
    : where_(std::move(where)), remedy_(std::move(remedy)) {}

void Requirements::note(std::string found,
                        std::string expected,
                        std::string remedy,
                        Severity severity) {
  problems_.push_back({.found = std::move(found),
                       .expected = std::move(expected),
                       .where = where_,
                       .remedy = remedy.empty() ? remedy_ : std::move(remedy),
                       .severity = severity});
}

void Requirements::require(bool holds,
                           std::string found,
                           std::string expected,
                           std::string remedy) {
  if (holds) return;
  note(std::move(found), std::move(expected), std::move(remedy), Severity::error);
}

void Requirements::prefer(bool holds, std::string found, std::string expected, std::string remedy) {
  if (holds) return;
  note(std::move(found), std::move(expected), std::move(remedy), Severity::warning);
}

void Requirements::add(std::vector<Problem> problems) { append(problems_, std::move(problems)); }

std::string enumerate(const std::vector<std::string>& names, std::size_t most) {
  std::string text;
  for (std::size_t i = 0; i < names.size() && i < most; ++i) {
    if (i > 0) text += ", ";
    text += names[i];
  }
  if (names.size() > most) text += " and " + std::to_string(names.size() - most) + " more";
  return text;
}

}  // namespace rewire
