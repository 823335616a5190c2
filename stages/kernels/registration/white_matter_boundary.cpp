#include "stages/kernels/registration/white_matter_boundary.h"

#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>
#include <span>

#include "stages/kernels/registration/smooth.h"

namespace rewire {
namespace {

/// Half the sheet's surroundings that have to be what they should be.
constexpr double look_mm = 2.0;
constexpr float sure = 0.6F;

/// Trilinear, for points well inside.
class Probability {
 public:
  explicit Probability(const ImageView& image) : image_(image) {}

  float at(const Eigen::Vector3d& voxel) const {
    std::array<std::size_t, 3> low{};
    Eigen::Vector3d part;
    for (int axis = 0; axis < 3; ++axis) {
      const int last = image_.dims[static_cast<std::size_t>(axis)] - 2;
      const double whole = std::clamp(std::floor(voxel[axis]), 0.0, static_cast<double>(last));
      low[static_cast<std::size_t>(axis)] = static_cast<std::size_t>(whole);
      part[axis] = std::clamp(voxel[axis] - whole, 0.0, 1.0);
    }
    const auto row = static_cast<std::size_t>(image_.dims[0]);
    const std::size_t slice = row * static_cast<std::size_t>(image_.dims[1]);
    double sum = 0.0;
    for (std::size_t corner = 0; corner < 8; ++corner) {
      const std::size_t i = corner & 1U;
      const std::size_t j = corner >> 1U & 1U;
      const std::size_t k = corner >> 2U;
      const double weight = (i != 0 ? part[0] : 1.0 - part[0]) *
                            (j != 0 ? part[1] : 1.0 - part[1]) * (k != 0 ? part[2] : 1.0 - part[2]);
      sum += weight * static_cast<double>(
                          image_.values[low[0] + i + row * (low[1] + j) + slice * (low[2] + k)]);
    }
    return static_cast<float>(sum);
  }

 private:
  const ImageView& image_;
};

/// Finds the sheet between neighbouring voxels.
class SheetSearch {
 public:
  SheetSearch(const ImageView& white, const ImageView& grey)
      : dims_(white.dims),
        world_from_voxel_(white.world_from_voxel),
        // What is smooth has a direction everywhere.
        smooth_white_(smooth(white, 2.0)),
        soft_{white.dims, white.world_from_voxel, smooth_white_},
        white_(white),
        grey_(grey),
        values_(white.values) {}

  std::vector<BoundaryPoint> find() const {
    std::vector<BoundaryPoint> points;
    const std::array<std::size_t, 3> stride{
        1,
        static_cast<std::size_t>(dims_[0]),
        static_cast<std::size_t>(dims_[0]) * static_cast<std::size_t>(dims_[1])};
    // The outermost voxels have no neighbours on both sides.
    for (int k = 2; k + 3 < dims_[2]; ++k) {
      for (int j = 2; j + 3 < dims_[1]; ++j) {
        for (int i = 2; i + 3 < dims_[0]; ++i) {
          const std::size_t v = static_cast<std::size_t>(i) +
                                stride[1] * static_cast<std::size_t>(j) +
                                stride[2] * static_cast<std::size_t>(k);
          for (int axis = 0; axis < 3; ++axis) {
            const float here = values_[v];
            const float next = values_[v + stride[static_cast<std::size_t>(axis)]];
            if ((here > 0.5F) == (next > 0.5F)) continue;
            Eigen::Vector3d voxel(i, j, k);
            voxel[axis] += static_cast<double>((0.5F - here) / (next - here));
            add(points, voxel);
          }
        }
      }
    }
    return points;
  }

 private:
  void add(std::vector<BoundaryPoint>& points, const Eigen::Vector3d& voxel) const {
    const Probability soft(soft_);
    Eigen::Vector3d slope;
    for (int axis = 0; axis < 3; ++axis) {
      const Eigen::Vector3d step = Eigen::Vector3d::Unit(axis);
      slope[axis] = static_cast<double>(soft.at(voxel + step) - soft.at(voxel - step));
    }
    // A gradient by voxels becomes one by mm with the transposed inverse.
    const Eigen::Matrix3d linear = world_from_voxel_.topLeftCorner<3, 3>();
    const Eigen::Matrix3d voxel_from_mm = linear.inverse();
    const Eigen::Vector3d by_mm = voxel_from_mm.transpose() * slope;
    if (!(by_mm.norm() > 1e-3)) return;
    const Eigen::Vector3d outward = -by_mm.normalized();
    const Eigen::Vector3d step = look_mm * (voxel_from_mm * outward);
    if (Probability(white_).at(voxel - step) < sure) return;
    if (Probability(grey_).at(voxel + 0.75 * step) < sure) return;
    const Eigen::Vector3d place = linear * voxel + world_from_voxel_.topRightCorner<3, 1>();
    points.push_back({place.cast<float>(), outward.cast<float>()});
  }

  std::array<int, 3> dims_;
  Eigen::Matrix4d world_from_voxel_;
  std::vector<float> smooth_white_;
  ImageView soft_;
  ImageView white_;
  ImageView grey_;
  std::span<const float> values_;
};

}  // namespace

std::vector<BoundaryPoint> white_matter_boundary(const ImageView& white_probability,
                                                 const ImageView& grey_probability,
                                                 std::size_t most_points) {
  std::vector<BoundaryPoint> all = SheetSearch(white_probability, grey_probability).find();
  if (all.size() <= most_points) return all;
  std::vector<BoundaryPoint> some;
  some.reserve(most_points);
  for (std::size_t p = 0; p < most_points; ++p) some.push_back(all[p * all.size() / most_points]);
  return some;
}

}  // namespace rewire
