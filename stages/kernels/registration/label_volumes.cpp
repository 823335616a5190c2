#include "stages/kernels/registration/label_volumes.h"

#include <Eigen/LU>
#include <cmath>
#include <vector>

#include "stages/core/parallel.h"

namespace rewire {
namespace {

std::size_t size(int n) { return static_cast<std::size_t>(n); }

double moved_volume(const PointMapper& map,
                    const Eigen::Vector3d& centre,
                    const Eigen::Matrix3d& edges) {
  Eigen::Matrix3d moved;
  for (int axis = 0; axis < 3; ++axis) {
    moved.col(axis) = map(centre + 0.5 * edges.col(axis)) - map(centre - 0.5 * edges.col(axis));
  }
  return std::abs(moved.determinant());
}

}  // namespace

std::map<std::int32_t, double> label_volumes_mm3(const Lattice& lattice,
                                                 std::span<const std::int32_t> labels,
                                                 const PointMap& space_from_lattice) {
  const PointMapper map(space_from_lattice);
  const Eigen::Matrix3d edges = lattice.world_from_voxel.topLeftCorner<3, 3>();
  const Eigen::Vector3d origin = lattice.world_from_voxel.topRightCorner<3, 1>();
  const double everywhere = moved_volume(map, Eigen::Vector3d::Zero(), edges);
  const std::size_t slice = size(lattice.dims[0]) * size(lattice.dims[1]);
  std::vector<std::map<std::int32_t, double>> parts(size(lattice.dims[2]));
  parallel_for(parts.size(), 1, [&](std::size_t k, std::size_t) {
    std::size_t index = k * slice;
    for (int j = 0; j < lattice.dims[1]; ++j) {
      for (int i = 0; i < lattice.dims[0]; ++i, ++index) {
        if (labels[index] == 0) continue;
        const Eigen::Vector3d centre =
            edges * Eigen::Vector3d(i, j, static_cast<double>(k)) + origin;
        parts[k][labels[index]] += map.is_affine() ? everywhere : moved_volume(map, centre, edges);
      }
    }
  });
  std::map<std::int32_t, double> total;
  for (const auto& part : parts) {
    for (const auto& [label, volume] : part) total[label] += volume;
  }
  return total;
}

}  // namespace rewire
