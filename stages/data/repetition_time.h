#pragma once

#include <string>

#include "stages/core/requirements.h"

namespace rewire {

/// A time between volumes that a scanner can have: 0.05 to 30 s (milliseconds fall outside).
bool is_repetition_time(double repetition_time_s);

/// The range in words; says so when the number looks like milliseconds.
std::string expected_repetition_time(double repetition_time_s);

void require_repetition_time(Requirements& requirements, double repetition_time_s);

}  // namespace rewire
