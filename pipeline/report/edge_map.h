#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "stages/data/comparison.h"

namespace rewire {

/// {"regions": names, "t": one number per edge, two decimals} of edges that stand in the order of
/// an upper triangle, row by row, named "A--B"; null when they do not.
nlohmann::json edge_map(const std::vector<const Effect*>& edges);

}  // namespace rewire
