#include "stages/kernels/registration/resample.h"

#include <Eigen/LU>
#include <cmath>

#include "stages/core/parallel.h"

namespace rewire {
namespace {

std::size_t size(int n) { return static_cast<std::size_t>(n); }

/// Calls visit(index, position in source voxels) for each target voxel, slice by slice.
template <class Visit>
void for_each_voxel(const std::array<int, 3>& dims,
                    const Eigen::Matrix4d& source_voxel_from_voxel,
                    const Visit& visit) {
  const Eigen::Matrix4d& matrix = source_voxel_from_voxel;
  parallel_for(size(dims[2]), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k) {
      for (int j = 0; j < dims[1]; ++j) {
        const Eigen::Vector3d start =
            (matrix * Eigen::Vector4d(0.0, j, static_cast<double>(k), 1.0)).head<3>();
        const std::size_t row = size(dims[0]) * (size(j) + size(dims[1]) * k);
        for (int i = 0; i < dims[0]; ++i) {
          visit(row + size(i), Eigen::Vector3d(start + i * matrix.col(0).head<3>()));
        }
      }
    }
  });
}

Eigen::Matrix4d voxel_from_voxel(const Eigen::Matrix4d& source_world_from_voxel,
                                 const Eigen::Matrix4d& source_from_target,
                                 const Eigen::Matrix4d& target_world_from_voxel) {
  return source_world_from_voxel.inverse() * source_from_target * target_world_from_voxel;
}

Eigen::Vector3d transformed(const Eigen::Matrix4d& matrix, const Eigen::Vector3d& point) {
  return matrix.topLeftCorner<3, 3>() * point + matrix.topRightCorner<3, 1>();
}

/// The same for any map of points between the two worlds.
template <class Visit>
void for_each_voxel(const Lattice& target,
                    const PointMap& source_from_target,
                    const Eigen::Matrix4d& source_world_from_voxel,
                    const Visit& visit) {
  const PointMapper map(source_from_target);
  if (map.is_affine()) {
    for_each_voxel(target.dims,
                   voxel_from_voxel(
                       source_world_from_voxel, source_from_target.affine, target.world_from_voxel),
                   visit);
    return;
  }
  const Eigen::Matrix4d voxel_from_source = source_world_from_voxel.inverse();
  for_each_voxel(
      target.dims, target.world_from_voxel, [&](std::size_t index, const Eigen::Vector3d& world) {
        visit(index, transformed(voxel_from_source, map(world)));
      });
}

/// Index of the voxel that holds `position`, or -1 outside.
std::ptrdiff_t nearest(const std::array<int, 3>& dims, const Eigen::Vector3d& position) {
  std::ptrdiff_t index = 0;
  for (int axis = 2; axis >= 0; --axis) {
    const double rounded = std::floor(position[axis] + 0.5);
    if (!(rounded >= 0.0 && rounded < dims[size(axis)])) return -1;
    index = index * dims[size(axis)] + static_cast<std::ptrdiff_t>(rounded);
  }
  return index;
}

float linear(const ImageView& source, const Eigen::Vector3d& position, float outside) {
  std::array<std::size_t, 3> base{};
  std::array<std::size_t, 3> step{};
  std::array<float, 3> offset{};
  for (int axis = 0; axis < 3; ++axis) {
    const int last = source.dims[size(axis)] - 1;
    if (!(position[axis] >= 0.0 && position[axis] <= last)) return outside;
    const double whole = std::floor(position[axis]);
    base[size(axis)] = static_cast<std::size_t>(whole);
    step[size(axis)] = whole < last ? 1 : 0;
    offset[size(axis)] = static_cast<float>(position[axis] - whole);
  }
  const std::size_t row = size(source.dims[0]);
  const std::size_t slice = row * size(source.dims[1]);
  const float* corner = source.values.data() + base[0] + row * base[1] + slice * base[2];
  const auto along_i = [&](const float* at) { return at[0] + offset[0] * (at[step[0]] - at[0]); };
  const auto along_j = [&](const float* at) {
    const float low = along_i(at);
    return low + offset[1] * (along_i(at + row * step[1]) - low);
  };
  const float low = along_j(corner);
  return low + offset[2] * (along_j(corner + slice * step[2]) - low);
}

}  // namespace

std::vector<std::int32_t> resample_labels(const Lattice& source,
                                          std::span<const std::int32_t> labels,
                                          const Lattice& target,
                                          const PointMap& source_from_target,
                                          std::int32_t outside) {
  std::vector<std::int32_t> result(target.voxel_count());
  for_each_voxel(target,
                 source_from_target,
                 source.world_from_voxel,
                 [&](std::size_t index, const Eigen::Vector3d& position) {
                   const std::ptrdiff_t found = nearest(source.dims, position);
                   result[index] = found < 0 ? outside : labels[static_cast<std::size_t>(found)];
                 });
  return result;
}

std::vector<float> resample_linear(const ImageView& source,
                                   const Lattice& target,
                                   const PointMap& source_from_target,
                                   float outside) {
  std::vector<float> result(target.voxel_count());
  for_each_voxel(target,
                 source_from_target,
                 source.world_from_voxel,
                 [&](std::size_t index, const Eigen::Vector3d& position) {
                   result[index] = linear(source, position, outside);
                 });
  return result;
}

void resample_cubic(const CubicSpline& source,
                    const std::array<int, 3>& target_dims,
                    const Eigen::Matrix4d& source_voxel_from_target_voxel,
                    std::span<float> target_values) {
  for_each_voxel(target_dims,
                 source_voxel_from_target_voxel,
                 [&](std::size_t index, const Eigen::Vector3d& position) {
                   target_values[index] = source.value(position.cast<float>());
                 });
}

std::vector<float> resample_share(const Lattice& source,
                                  std::span<const std::uint8_t> mask,
                                  const Lattice& target,
                                  const PointMap& source_from_target,
                                  int points) {
  const int total = points * points * points;
  const Eigen::Matrix4d matrix =
      source.world_from_voxel.inverse() * source_from_target.affine * target.world_from_voxel;
  std::vector<Eigen::Vector3d> offsets;
  for (int p = 0; p < total; ++p) {
    const Eigen::Vector3d cell(p % points, (p / points) % points, p / (points * points));
    const Eigen::Vector3d within = (cell.array() + 0.5) / points - 0.5;
    offsets.emplace_back(matrix.topLeftCorner<3, 3>() * within);
  }
  std::vector<float> share(target.voxel_count());
  // Within a voxel the displacement is taken as that of its centre.
  for_each_voxel(target,
                 source_from_target,
                 source.world_from_voxel,
                 [&](std::size_t index, const Eigen::Vector3d& position) {
                   int inside = 0;
                   for (const Eigen::Vector3d& offset : offsets) {
                     const std::ptrdiff_t found = nearest(source.dims, position + offset);
                     if (found >= 0 && mask[static_cast<std::size_t>(found)] != 0) ++inside;
                   }
                   share[index] = static_cast<float>(inside) / static_cast<float>(total);
                 });
  return share;
}

ShrunkImage shrink(const ImageView& image, const std::array<int, 3>& factors) {
  ShrunkImage result;
  Eigen::Matrix4d image_from_shrunk = Eigen::Matrix4d::Identity();
  for (int axis = 0; axis < 3; ++axis) {
    const int factor = factors[size(axis)];
    result.lattice.dims[size(axis)] = image.dims[size(axis)] / factor;
    image_from_shrunk(axis, axis) = factor;
    image_from_shrunk(axis, 3) = 0.5 * (factor - 1);
  }
  result.lattice.world_from_voxel = image.world_from_voxel * image_from_shrunk;
  result.values.resize(result.lattice.voxel_count());
  const std::array<int, 3>& dims = result.lattice.dims;
  const float scale = 1.0F / static_cast<float>(factors[0] * factors[1] * factors[2]);
  parallel_for(size(dims[2]), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k) {
      float* slice = result.values.data() + k * size(dims[0]) * size(dims[1]);
      for (std::size_t kk = k * size(factors[2]); kk < (k + 1) * size(factors[2]); ++kk) {
        for (std::size_t jj = 0; jj < size(dims[1] * factors[1]); ++jj) {
          const float* source =
              image.values.data() + size(image.dims[0]) * (jj + size(image.dims[1]) * kk);
          float* row = slice + size(dims[0]) * (jj / size(factors[1]));
          for (std::size_t ii = 0; ii < size(dims[0] * factors[0]); ++ii) {
            row[ii / size(factors[0])] += scale * source[ii];
          }
        }
      }
    }
  });
  return result;
}

}  // namespace rewire
