#pragma once

#include <string>
#include <vector>

#include "stages/core/field_list.h"
#include "stages/core/stage.h"

namespace rewire {

/// What a stage says of itself, without its types.
struct StageInfo {
  std::string name;
  int version = 0;
  std::string summary;
  std::vector<Paper> papers;
  std::vector<FieldInfo> fields;  ///< with their defaults as values
};

template <class Out, class Params, class... In>
StageInfo describe(const Stage<Out, Params, In...>& stage) {
  return {.name = std::string(stage.name),
          .version = stage.version,
          .summary = std::string(stage.summary),
          .papers = {stage.papers.begin(), stage.papers.end()},
          .fields = list_fields(Params{})};
}

}  // namespace rewire
