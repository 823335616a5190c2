#pragma once

#include <array>
#include <string>
#include <vector>

namespace rewire::testing {

/// A file as ITK's own NIfTI reader has it.
struct ItkScan {
  std::array<std::size_t, 4> size{};
  double time_step_s = 0.0;
  /// Rows of world from voxel; the world's axes go to the right, anterior, superior.
  std::array<std::array<double, 4>, 3> world_from_voxel{};
  std::vector<float> values;
};

/// std::runtime_error with ITK's words when it refuses.
ItkScan read_with_itk(const std::string& path);

/// A field of vectors: x, y, z side by side for each voxel, in ITK's world (left, posterior,
/// superior).
std::vector<float> read_vectors_with_itk(const std::string& path, std::array<std::size_t, 3>& size);

}  // namespace rewire::testing
