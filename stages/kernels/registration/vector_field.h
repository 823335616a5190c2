#pragma once

#include <array>
#include <vector>

namespace rewire {

/// A vector per voxel, in voxels of its own lattice (i fastest): a velocity or a displacement.
/// Beyond the border the nearest voxel counts.
struct VectorField {
  std::array<int, 3> dims{0, 0, 0};
  std::array<std::vector<float>, 3> part;

  static VectorField zero(const std::array<int, 3>& dims);
  std::size_t voxel_count() const { return part[0].size(); }
  /// The length of the longest vector.
  float longest() const;
};

/// The displacement of exp(scale * velocity): the flow of a stationary velocity field after the
/// time `scale`, by scaling and squaring (Arsigny et al. 2006, doi:10.1007/11866565_113). Flows for
/// opposite times are each other's inverse.
VectorField exponential(const VectorField& velocity, float scale);

/// x -> x + inner(x) -> that + outer(that), as one displacement.
VectorField composed(const VectorField& outer, const VectorField& inner);

/// On a lattice with every voxel halved: twice the dimensions, the same motion.
VectorField halved_voxels(const VectorField& field);

/// Gaussian smoothing of each part; 0 copies.
void smooth(VectorField& field, double sigma_voxels);

/// Draws a velocity towards its surroundings wherever it gains or loses more volume than `limit`
/// per unit of time, round by round until it does so nowhere, or `rounds` are over; what is calm
/// stays. Volumes along the flow then change by a factor of exp(limit) at most.
void limit_divergence(VectorField& velocity, double limit, int rounds);

/// Determinant of the Jacobian of x -> x + displacement(x) at each voxel, from central differences
/// (one-sided at the border).
std::vector<float> jacobian_determinants(const VectorField& displacement);

}  // namespace rewire
