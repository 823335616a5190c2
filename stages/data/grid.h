#pragma once

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <string>
#include <vector>

#include "stages/core/digest.h"
#include "stages/core/problem.h"

namespace rewire {

/// The lattice of an image: voxel (i, j, k) has its centre at world_from_voxel * (i, j, k, 1), in
/// millimetres, axes to the right, anterior, superior (RAS). i runs fastest in memory.
struct Grid {
  std::array<int, 3> dims{0, 0, 0};
  Eigen::Matrix4d world_from_voxel = Eigen::Matrix4d::Identity();

  std::size_t voxel_count() const;
  /// Column lengths of world_from_voxel.
  std::array<double, 3> spacing_mm() const;
  double voxel_volume_mm3() const;
  std::size_t index(int i, int j, int k) const {
    return static_cast<std::size_t>(i) +
           static_cast<std::size_t>(dims[0]) *
               (static_cast<std::size_t>(j) +
                static_cast<std::size_t>(dims[1]) * static_cast<std::size_t>(k));
  }
};

/// Positive dimensions, finite and invertible world_from_voxel; `where` names the image.
std::vector<Problem> validate(const Grid& grid, const std::string& where);

/// Equal dimensions, and voxel centres that agree to `tolerance_mm` at the corners.
bool same_grid(const Grid& a, const Grid& b, double tolerance_mm = 1e-3);

/// "80x80x35 voxels of 3.00x3.00x3.30 mm".
std::string describe(const Grid& grid);

void add_content(Digester& digester, const Grid& grid);

}  // namespace rewire
