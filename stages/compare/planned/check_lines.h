#pragma once

#include <string>

#include "stages/data/planned_comparison.h"

namespace rewire {

/// A line whose numbers are all unknown yet.
CheckLine check_line(const std::string& check, const std::string& quantity);

/// A line that says why there are no numbers.
CheckLine unknown_line(const std::string& check, const std::string& why);

}  // namespace rewire
