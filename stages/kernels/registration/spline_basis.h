#pragma once

#include <Eigen/Core>
#include <array>
#include <cstddef>
#include <span>
#include <vector>

#include "stages/kernels/registration/image_view.h"

namespace rewire {

/// A tensor product of cubic B-splines over a lattice as a linear map: field(x) = B c, with one
/// control about every `knot_mm` along each axis, and its transpose. Smooth by itself, so that it
/// needs little regularisation and keeps the height of a broad field.
class SplineBasis {
 public:
  SplineBasis(const Lattice& lattice, double knot_mm);

  std::size_t control_count() const;
  std::size_t voxel_count() const;

  /// B c, one value per voxel.
  std::vector<float> field(std::span<const float> controls) const;
  /// B^T v, one value per control.
  std::vector<float> gather(std::span<const float> voxels) const;
  /// The diagonal of B^T diag(w) B.
  std::vector<float> gather_diagonal(std::span<const float> weights) const;

  /// out += strength * R c, where c^T R c is the sum of squared second differences of neighbouring
  /// controls along each axis.
  void add_bending(std::span<const float> controls, float strength, std::span<float> out) const;

  /// The controls of the field nearest to `values` (least squares).
  std::vector<float> fit(std::span<const float> values) const;

 private:
  using Axis = Eigen::MatrixXf;  ///< voxels x controls
  std::vector<float> transposed(std::span<const float> voxels,
                                const std::array<Axis, 3>& axes) const;

  std::array<Eigen::Index, 3> voxels_;
  std::array<Eigen::Index, 3> controls_;
  std::array<Axis, 3> axes_;
  std::array<Axis, 3> squared_;
};

/// The change of `controls` for which B^T (diag(weight) B) step + strength * R (controls + step) =
/// B^T pull, nearly: a Gauss–Newton step of a smooth field. `weight` has mean 1 or so over the
/// voxels that count. `strength` is per control, in units of that weight.
std::vector<float> spline_step(const SplineBasis& basis,
                               std::span<const float> weight,
                               std::span<const float> pull,
                               std::span<const float> controls,
                               float strength);

}  // namespace rewire
