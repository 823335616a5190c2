#pragma once

#include <limits>
#include <string>
#include <vector>

#include "stages/core/digest.h"
#include "stages/core/problem.h"

namespace rewire {

/// How much two masks share; NaN where it is not known.
struct MaskOverlap {
  double dice = std::numeric_limits<double>::quiet_NaN();  ///< 2 |a and b| / (|a| + |b|)
  double correlation =
      std::numeric_limits<double>::quiet_NaN();  ///< Pearson's, of the masks as images of 0 and 1
  double overlap =
      std::numeric_limits<double>::quiet_NaN();  ///< |a and b| as a share of the smaller mask
};

/// How well the scan's own brain fits what it was registered to.
struct BrainOverlap {
  MaskOverlap anatomy;         ///< with the anatomical brain, on the scan's grid
  MaskOverlap brain_template;  ///< with the template's brain, on the template's grid
};

/// Shares in [0, 1], correlations in [-1, 1]; NaN is no error.
std::vector<Problem> validate(const BrainOverlap& overlap, const std::string& where);

void add_content(Digester& digester, const BrainOverlap& overlap);

}  // namespace rewire
