#pragma once

#include <nlohmann/json_fwd.hpp>
#include <vector>

#include "stages/core/problem.h"

namespace rewire {

/// Warnings of a result as its sidecar keeps them, so that they come back as they were.
nlohmann::json warnings_to_json(const std::vector<Problem>& warnings);
/// nlohmann's exception when it is not that.
std::vector<Problem> warnings_from_json(const nlohmann::json& list);

}  // namespace rewire
