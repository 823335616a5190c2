#pragma once

#include <vector>

#include "stages/core/stage_info.h"

namespace rewire {

/// Every stage, in pipeline order.
std::vector<StageInfo> stage_registry();

}  // namespace rewire
