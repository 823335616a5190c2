#pragma once

#include <vector>

#include "stages/data/denoised.h"

namespace rewire {

/// The numbers of the volumes that were not censored, ascending.
inline std::vector<Eigen::Index> kept_volumes(const CleaningReport& report) {
  std::vector<Eigen::Index> kept;
  for (std::size_t t = 0; t < report.kept.size(); ++t) {
    if (report.kept[t] != 0) kept.push_back(static_cast<Eigen::Index>(t));
  }
  return kept;
}

}  // namespace rewire
