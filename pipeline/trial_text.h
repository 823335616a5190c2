#pragma once

#include <string>

#include "stages/data/comparison.h"

namespace rewire {

/// The comparison for a terminal: who took part, the structures' effects contrast by contrast, then
/// the edges that survive family-wise correction (or the strongest, said to be none that survive).
std::string trial_text(const Comparison& comparison);

}  // namespace rewire
