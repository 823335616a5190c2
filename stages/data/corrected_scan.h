#pragma once

#include <string>
#include <vector>

#include "stages/data/bold_run.h"

namespace rewire {

/// A scan whose values were corrected along time; space has not been touched.
struct CorrectedScan {
  BoldRun bold;
  std::vector<Problem> warnings;
};

std::vector<Problem> validate(const CorrectedScan& scan, const std::string& where);

void add_content(Digester& digester, const CorrectedScan& scan);

}  // namespace rewire
