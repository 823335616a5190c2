#pragma once

#include "stages/core/requirements.h"

namespace rewire {

/// A time between volumes that a scanner can have: 0.05 to 30 s (milliseconds fall outside).
void require_repetition_time(Requirements& requirements, double repetition_time_s);

}  // namespace rewire
