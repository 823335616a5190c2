#pragma once

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "stages/kernels/registration/image_view.h"

namespace rewire {

/// A value and its derivatives along i, j, k (per voxel).
struct SplineSample {
  float value;
  float di, dj, dk;
};

/// The cubic B-spline through an image's voxels (Unser 1999, doi:10.1109/79.799930), mirrored at
/// the borders. Coefficients are kept with one voxel in front and two behind each axis, so that no
/// sample needs a border test.
class CubicSpline {
 public:
  CubicSpline(const std::array<int, 3>& dims, std::span<const float> values);

  /// Whether (i, j, k) lies between the first and the last voxel centre of each axis.
  bool covers(const Eigen::Vector3f& voxel) const;
  /// The value at (i, j, k); positions outside are moved to the border.
  float value(const Eigen::Vector3f& voxel) const;
  /// The same with derivatives.
  SplineSample sample(const Eigen::Vector3f& voxel) const;

  const std::array<int, 3>& dims() const { return dims_; }

 private:
  struct Cell;
  Cell cell(const Eigen::Vector3f& voxel) const;

  std::array<int, 3> dims_;
  std::size_t row_;
  std::size_t slice_;
  std::vector<float> coefficients_;
};

}  // namespace rewire
