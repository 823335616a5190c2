#pragma once

#include <filesystem>
#include <vector>

#include "stages/data/comparison.h"

namespace rewire {

/// Who is analysed and why not, a line per participant and session. Atomic.
void write_flow(const std::filesystem::path& path, const std::vector<FlowRow>& flow);

}  // namespace rewire
