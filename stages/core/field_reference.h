#pragma once

#include <string>
#include <vector>

#include "stages/core/field_list.h"
#include "stages/core/stage_info.h"

namespace rewire {

/// One table as Markdown: key, option, default, unit, allowed values, meaning.
std::string table_markdown(const std::vector<FieldInfo>& fields);

/// Heading, summary, parameter table and papers of one stage.
std::string stage_markdown(const StageInfo& stage);

/// "Power et al. (2012). Spurious but ... doi:10.1016/... (equation 1)".
std::string citation(const Paper& paper);

}  // namespace rewire
