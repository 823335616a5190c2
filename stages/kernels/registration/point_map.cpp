#include "stages/kernels/registration/point_map.h"

#include <Eigen/LU>
#include <array>
#include <cmath>

namespace rewire {

Displacer::Displacer(const DisplacementView& view)
    : view_(view), voxel_from_world_(view.lattice.world_from_voxel.inverse()) {}

Eigen::Vector3d Displacer::operator()(const Eigen::Vector3d& point) const {
  if (view_.empty()) return point;
  const Eigen::Vector3d voxel =
      voxel_from_world_.topLeftCorner<3, 3>() * point + voxel_from_world_.topRightCorner<3, 1>();
  const auto row = static_cast<std::size_t>(view_.lattice.dims[0]);
  const std::size_t slice = row * static_cast<std::size_t>(view_.lattice.dims[1]);
  std::array<std::size_t, 3> base{};
  std::array<std::size_t, 3> step{1, row, slice};
  Eigen::Vector3f part;
  for (int axis = 0; axis < 3; ++axis) {
    const auto a = static_cast<std::size_t>(axis);
    const int last = view_.lattice.dims[a] - 1;
    if (!(voxel[axis] >= 0.0 && voxel[axis] <= last)) return point;
    const double whole = std::floor(voxel[axis]);
    base[a] = static_cast<std::size_t>(whole);
    if (!(whole < last)) step[a] = 0;
    part[axis] = static_cast<float>(voxel[axis] - whole);
  }
  const std::size_t corner = base[0] + row * base[1] + slice * base[2];
  const auto at_voxel = [&](std::size_t index) {
    return Eigen::Map<const Eigen::Vector3f>(view_.mm.data() + 3 * index);
  };
  const auto along_i = [&](std::size_t at) -> Eigen::Vector3f {
    return at_voxel(at) + part[0] * (at_voxel(at + step[0]) - at_voxel(at));
  };
  const auto along_j = [&](std::size_t at) -> Eigen::Vector3f {
    const Eigen::Vector3f low = along_i(at);
    return low + part[1] * (along_i(at + step[1]) - low);
  };
  const Eigen::Vector3f low = along_j(corner);
  const Eigen::Vector3f moved = low + part[2] * (along_j(corner + step[2]) - low);
  return point + moved.cast<double>();
}

PointMapper::PointMapper(const PointMap& map)
    : first_(map.first), affine_(map.affine), last_(map.last) {}

Eigen::Vector3d PointMapper::operator()(const Eigen::Vector3d& point) const {
  const Eigen::Vector3d moved = first_(point);
  return last_(affine_.topLeftCorner<3, 3>() * moved + affine_.topRightCorner<3, 1>());
}

}  // namespace rewire
