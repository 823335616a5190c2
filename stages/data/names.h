#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "stages/core/requirements.h"

namespace rewire {

/// Every name is there and none comes twice; `kind` says what is named ("region").
void require_distinct_names(Requirements& requirements,
                            const std::vector<std::string>& names,
                            std::string_view kind);

bool contains(const std::vector<std::string>& names, const std::string& name);

}  // namespace rewire
