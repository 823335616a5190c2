#pragma once

#include <Eigen/Core>
#include <array>
#include <functional>
#include <span>
#include <vector>

#include "stages/kernels/registration/image_view.h"

namespace rewire {

/// A symmetric positive matrix: out = A * in, one number per voxel. Called by one thread.
using FieldOperator = std::function<void(std::span<const float> in, std::span<float> out)>;

/// Improves x towards A x = right by conjugate gradients, preconditioned with A's diagonal, until
/// the residual is `tolerance` of the right side (both measured by the diagonal's inverse) or the
/// iterations are used up; gives their number.
/// The same bits for any number of threads.
int solve_field(const FieldOperator& matrix,
                std::span<const float> diagonal,
                std::span<const float> right,
                std::span<float> x,
                int most_iterations,
                double tolerance);

/// A membrane over the voxels: energy = sum over neighbours of stiffness_axis * (f - f')^2 / 2.
struct Membrane {
  std::array<int, 3> dims{0, 0, 0};
  std::array<float, 3> stiffness{1.0F, 1.0F, 1.0F};

  /// out += its matrix * in.
  void add_product(std::span<const float> in, std::span<float> out) const;
  /// out += the diagonal of its matrix.
  void add_diagonal(std::span<float> out) const;
  /// Its energy.
  double energy(std::span<const float> in) const;
};

/// Stiffness so that details finer than `length_mm` are held down against weights of 1.
Membrane membrane_of(const Lattice& lattice, double length_mm);

/// The field of least sum of weight * (f - value)^2 + length_mm^2 |grad f|^2; what that smooths
/// away is fitted once more and added. Where weights are 0 it goes on as a membrane would.
std::vector<float> fit_field(const Lattice& lattice,
                             std::span<const float> values,
                             std::span<const float> weights,
                             double length_mm);

}  // namespace rewire
