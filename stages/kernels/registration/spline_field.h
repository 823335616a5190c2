#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <vector>

namespace rewire {

/// A voxel of an image.
struct GridPoint {
  int i, j, k;
};

/// A tensor product of cubic B-splines over an image's voxels, `spans` polynomial pieces per axis.
class SplineField {
 public:
  SplineField(const std::array<int, 3>& dims, const std::array<int, 3>& spans);

  /// Adds the approximation of scattered values at voxels (Lee, Wolberg & Shin 1997,
  /// doi:10.1109/2945.620490, the B-spline approximation); adds its values at the points to
  /// `at_points`.
  void add_fit(std::span<const GridPoint> points,
               std::span<const double> values,
               std::span<double> at_points);

  /// Adds the field at every voxel of the image.
  void add_to(std::span<float> image) const;

 private:
  /// The four splines that reach each voxel of an axis.
  struct Axis {
    std::vector<int> first;
    std::vector<std::array<double, 4>> weight;
  };
  std::size_t control(int a, int b, int c) const;

  std::array<int, 3> dims_;
  std::array<int, 3> controls_;
  std::array<Axis, 3> axes_;
  std::vector<double> values_;
};

}  // namespace rewire
