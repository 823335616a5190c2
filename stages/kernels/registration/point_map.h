#pragma once

#include <Eigen/Core>
#include <span>

#include "stages/kernels/registration/image_view.h"

namespace rewire {

/// Displacements in mm (RAS) at the voxels of a lattice, x, y, z of each voxel side by side;
/// trilinear between voxel centres and none outside them. Without numbers: none anywhere.
struct DisplacementView {
  Lattice lattice;
  std::span<const float> mm;

  bool empty() const { return mm.empty(); }
};

/// A map of points from one world to another (mm): x goes to y = x + first(x), to z = affine(y), to
/// z + last(z). An affine alone is one, too. Whoever makes it keeps the displacements alive.
struct PointMap {
  PointMap() = default;
  template <class Derived>
  // NOLINTNEXTLINE(google-explicit-constructor): an affine is a map wherever one is asked for
  PointMap(const Eigen::MatrixBase<Derived>& matrix) : affine(matrix) {}
  PointMap(const DisplacementView& before,
           const Eigen::Matrix4d& matrix,
           const DisplacementView& after)
      : first(before), affine(matrix), last(after) {}

  DisplacementView first;
  Eigen::Matrix4d affine = Eigen::Matrix4d::Identity();
  DisplacementView last;
};

/// A displacement field made ready for many points.
class Displacer {
 public:
  explicit Displacer(const DisplacementView& view);

  bool moves() const { return !view_.empty(); }
  /// point + displacement.
  Eigen::Vector3d operator()(const Eigen::Vector3d& point) const;

 private:
  DisplacementView view_;
  Eigen::Matrix4d voxel_from_world_;
};

/// A point map made ready for many points.
class PointMapper {
 public:
  explicit PointMapper(const PointMap& map);

  bool is_affine() const { return !first_.moves() && !last_.moves(); }
  Eigen::Vector3d operator()(const Eigen::Vector3d& point) const;

 private:
  Displacer first_;
  Eigen::Matrix4d affine_;
  Displacer last_;
};

}  // namespace rewire
