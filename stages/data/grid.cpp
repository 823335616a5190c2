#include "stages/data/grid.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "stages/core/number_text.h"

namespace rewire {

std::size_t Grid::voxel_count() const {
  std::size_t count = 1;
  for (const int dim : dims) count *= static_cast<std::size_t>(std::max(dim, 0));
  return count;
}

std::array<double, 3> Grid::spacing_mm() const {
  return {world_from_voxel.col(0).head<3>().norm(),
          world_from_voxel.col(1).head<3>().norm(),
          world_from_voxel.col(2).head<3>().norm()};
}

double Grid::voxel_volume_mm3() const {
  return std::abs(world_from_voxel.topLeftCorner<3, 3>().determinant());
}

std::vector<Problem> validate(const Grid& grid, const std::string& where) {
  std::vector<Problem> problems;
  if (*std::min_element(grid.dims.begin(), grid.dims.end()) < 1) {
    problems.push_back({.found = "a grid of " + describe(grid),
                        .expected = "at least one voxel along each axis",
                        .where = where,
                        .remedy = "convert the scan again from its source"});
  }
  const bool finite = grid.world_from_voxel.allFinite();
  if (!finite || grid.voxel_volume_mm3() < 1e-9) {
    problems.push_back({.found = "a voxel-to-world matrix that cannot be inverted",
                        .expected = "finite numbers and three independent voxel axes",
                        .where = where,
                        .remedy = "mend sform/qform and pixdim of the header"});
  }
  return problems;
}

bool same_grid(const Grid& a, const Grid& b, double tolerance_mm) {
  if (a.dims != b.dims) return false;
  for (int corner = 0; corner < 8; ++corner) {
    Eigen::Vector4d voxel(0, 0, 0, 1);
    for (int axis = 0; axis < 3; ++axis) {
      if ((corner >> axis) & 1) voxel[axis] = a.dims[static_cast<std::size_t>(axis)] - 1;
    }
    const Eigen::Vector4d shift = (a.world_from_voxel - b.world_from_voxel) * voxel;
    if (!(shift.norm() <= tolerance_mm)) return false;
  }
  return true;
}

std::string describe(const Grid& grid) {
  const std::array<double, 3> spacing = grid.spacing_mm();
  std::string dims;
  std::string sizes;
  for (std::size_t axis = 0; axis < 3; ++axis) {
    const std::string separator = axis == 0 ? "" : "x";
    dims += separator + std::to_string(grid.dims[axis]);
    sizes += separator + format_fixed(spacing[axis], 2);
  }
  return dims + " voxels of " + sizes + " mm";
}

void add_content(Digester& digester, const Grid& grid) {
  for (const int dim : grid.dims) digester.integer(dim);
  for (int i = 0; i < 16; ++i) digester.number(grid.world_from_voxel(i));
}

}  // namespace rewire
