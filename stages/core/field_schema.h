#pragma once

#include <nlohmann/json_fwd.hpp>
#include <span>
#include <string>
#include <vector>

#include "stages/core/field_list.h"
#include "stages/core/stage_info.h"

namespace rewire {

/// One table as a JSON Schema object (draft 2020-12): types, ranges, choices, defaults; the unit
/// stands in "x-unit". No property beside those of the table is allowed.
nlohmann::ordered_json table_schema(const std::vector<FieldInfo>& fields);

/// The schema of one stage's parameters, with "$schema" and title.
nlohmann::ordered_json stage_schema(const StageInfo& stage);

/// The schema of a configuration file: one object per stage.
nlohmann::ordered_json configuration_schema(std::span<const StageInfo> stages);

}  // namespace rewire
