#pragma once

#include <string>
#include <vector>

#include "stages/data/volume.h"

namespace rewire {

/// A T1w brain in the space that an atlas is drawn in. The three images lie on one grid.
struct BrainTemplate {
  std::string name;  ///< the space: "MNIColin27"
  Volume brain;      ///< without skull, 0 outside
  Volume head;       ///< with skull; no values when the template has none
  Mask brain_mask;

  bool has_head() const { return !head.values.empty(); }
};

/// One grid, a brain of at least 100 voxels, finite intensities that vary.
std::vector<Problem> validate(const BrainTemplate& brain_template, const std::string& where);

void add_content(Digester& digester, const BrainTemplate& brain_template);

}  // namespace rewire
