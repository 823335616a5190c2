#include "pipeline/simulate/reach.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

namespace rewire::simulation {
namespace {

/// Sets every voxel that has a 1 within `radius` along one axis.
void widen(std::vector<std::uint8_t>& marks, const Grid& grid, int axis, int radius) {
  const std::vector<std::uint8_t> before = marks;
  for (int k = 0; k < grid.dims[2]; ++k) {
    for (int j = 0; j < grid.dims[1]; ++j) {
      for (int i = 0; i < grid.dims[0]; ++i) {
        if (before[grid.index(i, j, k)] == 0) continue;
        std::array<int, 3> at{i, j, k};
        const auto a = static_cast<std::size_t>(axis);
        const int centre = at[a];
        const int last = std::min(grid.dims[a] - 1, centre + radius);
        for (at[a] = std::max(0, centre - radius); at[a] <= last; ++at[a]) {
          marks[grid.index(at[0], at[1], at[2])] = 1;
        }
      }
    }
  }
}

}  // namespace

std::vector<std::uint8_t> voxels_in_reach(const HeadMap& map,
                                          const Grid& grid,
                                          const Eigen::Matrix4d& map_from_voxel,
                                          double margin_mm) {
  std::vector<std::uint8_t> marks(grid.voxel_count(), 0);
  const Eigen::Matrix4d voxel_from_map = map_from_voxel.inverse();
  std::size_t index = 0;
  for (int k = 0; k < map.grid.dims[2]; ++k) {
    for (int j = 0; j < map.grid.dims[1]; ++j) {
      for (int i = 0; i < map.grid.dims[0]; ++i) {
        if (map.intensity[index++] == 0.0F) continue;
        const Eigen::Vector4d place = voxel_from_map * Eigen::Vector4d(i, j, k, 1);
        std::array<int, 3> at{};
        bool inside = true;
        for (std::size_t axis = 0; axis < 3; ++axis) {
          at[axis] = static_cast<int>(std::floor(place[static_cast<Eigen::Index>(axis)] + 0.5));
          // Tissue outside the field of view may come into it.
          inside = inside && at[axis] >= -4 && at[axis] < grid.dims[axis] + 4;
          at[axis] = std::clamp(at[axis], 0, grid.dims[axis] - 1);
        }
        if (inside) marks[grid.index(at[0], at[1], at[2])] = 1;
      }
    }
  }
  // Two voxels more: half a voxel of rounding, a quarter for the places inside a voxel, and one of
  // the map for interpolation.
  const int radius = static_cast<int>(std::ceil(margin_mm / grid.spacing_mm()[0])) + 2;
  for (int axis = 0; axis < 3; ++axis) widen(marks, grid, axis, radius);
  return marks;
}

}  // namespace rewire::simulation
