#include "stages/preprocess/template_target.h"

#include <Eigen/LU>

#include "stages/core/parallel.h"
#include "stages/preprocess/views.h"

namespace rewire {

TargetSpace template_target(const ScanSpace& space, const Grid& grid, const std::string& name) {
  TargetSpace target;
  target.space = name;
  target.grid = grid;
  target.bold_from_target = space.template_from_bold.inverse();
  if (space.warp.is_identity()) return target;
  const Displacer displacer(view_of(space.warp.grid, space.warp.affine_from_template_mm));
  const Eigen::Matrix3d turn = target.bold_from_target.topLeftCorner<3, 3>();
  target.displacement_mm.resize(3 * grid.voxel_count());
  parallel_for(static_cast<std::size_t>(grid.dims[2]), 1, [&](std::size_t begin, std::size_t) {
    const auto k = static_cast<int>(begin);
    for (int j = 0; j < grid.dims[1]; ++j) {
      for (int i = 0; i < grid.dims[0]; ++i) {
        const Eigen::Vector3d y = (grid.world_from_voxel * Eigen::Vector4d(i, j, k, 1)).head<3>();
        const Eigen::Vector3d added = turn * (displacer(y) - y);
        Eigen::Map<Eigen::Vector3f>(target.displacement_mm.data() + 3 * grid.index(i, j, k)) =
            added.cast<float>();
      }
    }
  });
  return target;
}

}  // namespace rewire
