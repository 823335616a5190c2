#include "stages/kernels/registration/moved_volume.h"

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>

namespace rewire {
namespace {

std::size_t size(int n) { return static_cast<std::size_t>(n); }

/// Calls visit(index, i, j, k) for each voxel, i fastest.
template <class Visit>
void for_each_voxel(const std::array<int, 3>& dims, const Visit& visit) {
  std::size_t index = 0;
  for (int k = 0; k < dims[2]; ++k) {
    for (int j = 0; j < dims[1]; ++j) {
      for (int i = 0; i < dims[0]; ++i, ++index) visit(index, i, j, k);
    }
  }
}

/// The nearest two voxels along one axis and the share of the second.
struct Neighbours {
  std::size_t low;
  std::size_t high;
  double share;
};
Neighbours neighbours(double position, int n) {
  const double inside = std::clamp(position, 0.0, static_cast<double>(n - 1));
  const double whole = std::min(std::floor(inside), static_cast<double>(std::max(n - 2, 0)));
  const auto low = static_cast<std::size_t>(whole);
  return {low, std::min(low + 1, size(n - 1)), inside - whole};
}

double linear(const std::array<int, 3>& dims,
              std::span<const float> values,
              const Eigen::Vector3d& voxel) {
  const Neighbours i = neighbours(voxel[0], dims[0]);
  const Neighbours j = neighbours(voxel[1], dims[1]);
  const Neighbours k = neighbours(voxel[2], dims[2]);
  const auto row = [&](std::size_t at_j, std::size_t at_k) {
    const float* line = values.data() + size(dims[0]) * (at_j + size(dims[1]) * at_k);
    return (1.0 - i.share) * static_cast<double>(line[i.low]) +
           i.share * static_cast<double>(line[i.high]);
  };
  const auto plane = [&](std::size_t at_k) {
    return (1.0 - j.share) * row(j.low, at_k) + j.share * row(j.high, at_k);
  };
  return (1.0 - k.share) * plane(k.low) + k.share * plane(k.high);
}

/// 1 + d shift / d axis by central differences, one-sided at the border.
std::vector<float> squeeze(const std::array<int, 3>& dims, std::span<const float> shift, int axis) {
  std::size_t stride = 1;
  for (int a = 0; a < axis; ++a) stride *= size(dims[size(a)]);
  const int n = dims[size(axis)];
  std::vector<float> factor(shift.size(), 1.0F);
  if (n < 2) return factor;
  for_each_voxel(dims, [&](std::size_t index, int i, int j, int k) {
    const int at = std::array<int, 3>{i, j, k}[size(axis)];
    const std::size_t before = at > 0 ? index - stride : index;
    const std::size_t after = at + 1 < n ? index + stride : index;
    const float width = at > 0 && at + 1 < n ? 2.0F : 1.0F;
    factor[index] = 1.0F + (shift[after] - shift[before]) / width;
  });
  return factor;
}

Eigen::Vector3d place(const SamplingMap& map, std::size_t index, int i, int j, int k) {
  Eigen::Vector3d mm = (map.reference_from_voxel * Eigen::Vector4d(i, j, k, 1.0)).head<3>();
  if (!map.displacement_mm.empty()) {
    mm += Eigen::Map<const Eigen::Vector3f>(map.displacement_mm.data() + 3 * index).cast<double>();
  }
  return mm;
}

}  // namespace

SamplingMap sampling_map(const Lattice& output) {
  SamplingMap map;
  map.dims = output.dims;
  map.reference_from_voxel = output.world_from_voxel;
  return map;
}

void add_shift(SamplingMap& map,
               const Lattice& reference,
               std::span<const float> shift_voxels,
               int axis,
               Modulate modulate) {
  const Eigen::Matrix4d voxel_from_world = reference.world_from_voxel.inverse();
  const std::vector<float> factor = modulate == Modulate::yes
                                        ? squeeze(reference.dims, shift_voxels, axis)
                                        : std::vector<float>();
  map.shift_axis = axis;
  map.shift_voxels.resize(map.voxel_count());
  map.modulation.resize(factor.empty() ? 0 : map.voxel_count());
  for_each_voxel(map.dims, [&](std::size_t index, int i, int j, int k) {
    const Eigen::Vector3d mm = place(map, index, i, j, k);
    const Eigen::Vector3d voxel = (voxel_from_world * mm.homogeneous()).head<3>();
    map.shift_voxels[index] = static_cast<float>(linear(reference.dims, shift_voxels, voxel));
    if (factor.empty()) return;
    map.modulation[index] = static_cast<float>(linear(reference.dims, factor, voxel));
  });
}

void resample_moved(const CubicSpline& volume,
                    const Eigen::Matrix4d& volume_voxel_from_reference,
                    const SamplingMap& map,
                    std::span<float> output) {
  const Eigen::Matrix4d from_voxel = volume_voxel_from_reference * map.reference_from_voxel;
  const Eigen::Matrix3f from_mm = volume_voxel_from_reference.topLeftCorner<3, 3>().cast<float>();
  const bool displaced = !map.displacement_mm.empty();
  const bool shifted = !map.shift_voxels.empty();
  const bool modulated = !map.modulation.empty();
  const bool zero_beyond = map.beyond == BeyondView::zero;
  std::size_t index = 0;
  for (int k = 0; k < map.dims[2]; ++k) {
    for (int j = 0; j < map.dims[1]; ++j) {
      const Eigen::Vector3d start = (from_voxel * Eigen::Vector4d(0.0, j, k, 1.0)).head<3>();
      for (int i = 0; i < map.dims[0]; ++i, ++index) {
        const Eigen::Vector3d moved = start + i * from_voxel.col(0).head<3>();
        Eigen::Vector3f voxel = moved.cast<float>();
        if (displaced) {
          voxel +=
              from_mm * Eigen::Map<const Eigen::Vector3f>(map.displacement_mm.data() + 3 * index);
        }
        if (shifted) voxel[map.shift_axis] += map.shift_voxels[index];
        if (zero_beyond && !volume.covers(voxel)) {
          output[index] = 0.0F;
          continue;
        }
        const float value = volume.value(voxel);
        output[index] = modulated ? map.modulation[index] * value : value;
      }
    }
  }
}

}  // namespace rewire
