#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "stages/data/grid.h"

namespace rewire {

/// One 3-D image.
struct Volume {
  Grid grid;
  std::vector<float> values;  ///< grid.voxel_count() values, i fastest
};

/// Which voxels count.
struct Mask {
  Grid grid;
  std::vector<std::uint8_t> inside;  ///< 0 or 1 per voxel

  std::size_t count() const;
  /// Linear indices of the voxels inside, ascending.
  std::vector<std::size_t> indices() const;
};

/// One integer label per voxel; 0 is no region.
struct LabelMap {
  Grid grid;
  std::vector<std::int32_t> labels;
};

std::vector<Problem> validate(const Volume& volume, const std::string& where);
std::vector<Problem> validate(const Mask& mask, const std::string& where);
std::vector<Problem> validate(const LabelMap& labels, const std::string& where);

void add_content(Digester& digester, const Volume& volume);
void add_content(Digester& digester, const Mask& mask);
void add_content(Digester& digester, const LabelMap& labels);

}  // namespace rewire
