#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "stages/data/grid.h"

namespace rewire::simulation {

/// Colin27 as tissues, with the AAL regions, all on one 1 mm grid.
struct TemplateBrain {
  Grid grid;
  std::vector<float> head;  ///< T1-weighted intensity with skull
  std::vector<float> grey;  ///< share of a voxel, like `white` and `fluid`; 0 outside the brain
  std::vector<float> white;
  std::vector<float> fluid;
  std::vector<std::uint8_t> labels;  ///< 0: no region
  std::vector<std::string> names;    ///< of label 1, 2, ...
};

/// Reads ch2.nii.gz, ch2bet.nii.gz, aal.nii.gz and aal.nii.txt. InputError when one is absent or
/// they do not fit each other.
TemplateBrain read_template(const std::filesystem::path& directory);

/// Linear interpolation at a voxel coordinate; 0 outside the grid.
float sample(const std::vector<float>& image, const Grid& grid, const Eigen::Vector3d& voxel);
/// The label of the nearest voxel; 0 outside the grid.
std::uint8_t nearest_label(const TemplateBrain& brain, const Eigen::Vector3d& voxel);

}  // namespace rewire::simulation
