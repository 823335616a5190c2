#pragma once

#include <string>
#include <vector>

#include "stages/data/bold_run.h"

namespace rewire {

/// A scan that starts in its steady state.
struct Loaded {
  BoldRun bold;
  std::vector<Problem> warnings;
};

std::vector<Problem> validate(const Loaded& loaded, const std::string& where);

void add_content(Digester& digester, const Loaded& loaded);

}  // namespace rewire
