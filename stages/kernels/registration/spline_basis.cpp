#include "stages/kernels/registration/spline_basis.h"

#include <algorithm>
#include <cmath>

#include "stages/kernels/registration/field_solver.h"

namespace rewire {
namespace {

using Eigen::Index;
using Eigen::Map;
using Eigen::MatrixXf;

constexpr int step_iterations = 60;
constexpr double step_tolerance = 0.03;
constexpr int fit_iterations = 100;
constexpr double fit_tolerance = 1e-3;
/// Keeps controls that no voxel sees where they are.
constexpr float unseen_weight = 1e-3F;

/// The four splines that reach each of `n` voxels of an axis of `pieces` polynomials.
MatrixXf splines(int n, int pieces) {
  MatrixXf axis = MatrixXf::Zero(n, pieces + 3);
  for (int i = 0; i < n; ++i) {
    const double place = n > 1 ? static_cast<double>(i) / (n - 1) * pieces : 0.0;
    const int piece = std::min(static_cast<int>(place), pieces - 1);
    const double t = place - piece;
    const double s = 1.0 - t;
    const std::array<double, 4> weight{s * s * s / 6.0,
                                       (3.0 * t * t * t - 6.0 * t * t + 4.0) / 6.0,
                                       (3.0 * s * s * s - 6.0 * s * s + 4.0) / 6.0,
                                       t * t * t / 6.0};
    for (int q = 0; q < 4; ++q) {
      axis(i, piece + q) = static_cast<float>(weight[static_cast<std::size_t>(q)]);
    }
  }
  return axis;
}

std::vector<float> room(Index a, Index b, Index c) {
  return std::vector<float>(static_cast<std::size_t>(a * b * c));
}

}  // namespace

SplineBasis::SplineBasis(const Lattice& lattice, double knot_mm)
    : voxels_{lattice.dims[0], lattice.dims[1], lattice.dims[2]}, controls_{} {
  for (int a = 0; a < 3; ++a) {
    const auto axis = static_cast<std::size_t>(a);
    const double voxel_mm = lattice.world_from_voxel.col(a).head<3>().norm();
    const double length_mm = voxel_mm * (lattice.dims[axis] - 1);
    const int pieces = std::max(1, static_cast<int>(std::lround(length_mm / knot_mm)));
    axes_[axis] = splines(lattice.dims[axis], pieces);
    squared_[axis] = axes_[axis].cwiseAbs2();
    controls_[axis] = pieces + 3;
  }
}

std::size_t SplineBasis::control_count() const {
  return static_cast<std::size_t>(controls_[0] * controls_[1] * controls_[2]);
}

std::size_t SplineBasis::voxel_count() const {
  return static_cast<std::size_t>(voxels_[0] * voxels_[1] * voxels_[2]);
}

std::vector<float> SplineBasis::field(std::span<const float> controls) const {
  const auto [cx, cy, cz] = controls_;
  const auto [nx, ny, nz] = voxels_;
  std::vector<float> along_x = room(nx, cy, cz);
  Map<MatrixXf>(along_x.data(), nx, cy * cz).noalias() =
      axes_[0] * Map<const MatrixXf>(controls.data(), cx, cy * cz);
  std::vector<float> along_y = room(nx, ny, cz);
  for (Index k = 0; k < cz; ++k) {
    Map<MatrixXf>(along_y.data() + k * nx * ny, nx, ny).noalias() =
        Map<const MatrixXf>(along_x.data() + k * nx * cy, nx, cy) * axes_[1].transpose();
  }
  std::vector<float> values = room(nx, ny, nz);
  Map<MatrixXf>(values.data(), nx * ny, nz).noalias() =
      Map<const MatrixXf>(along_y.data(), nx * ny, cz) * axes_[2].transpose();
  return values;
}

std::vector<float> SplineBasis::transposed(std::span<const float> voxels,
                                           const std::array<Axis, 3>& axes) const {
  const auto [cx, cy, cz] = controls_;
  const auto [nx, ny, nz] = voxels_;
  std::vector<float> along_z = room(nx, ny, cz);
  Map<MatrixXf>(along_z.data(), nx * ny, cz).noalias() =
      Map<const MatrixXf>(voxels.data(), nx * ny, nz) * axes[2];
  std::vector<float> along_y = room(nx, cy, cz);
  for (Index k = 0; k < cz; ++k) {
    Map<MatrixXf>(along_y.data() + k * nx * cy, nx, cy).noalias() =
        Map<const MatrixXf>(along_z.data() + k * nx * ny, nx, ny) * axes[1];
  }
  std::vector<float> values = room(cx, cy, cz);
  Map<MatrixXf>(values.data(), cx, cy * cz).noalias() =
      axes[0].transpose() * Map<const MatrixXf>(along_y.data(), nx, cy * cz);
  return values;
}

std::vector<float> SplineBasis::gather(std::span<const float> voxels) const {
  return transposed(voxels, axes_);
}

std::vector<float> SplineBasis::gather_diagonal(std::span<const float> weights) const {
  return transposed(weights, squared_);
}

void SplineBasis::add_bending(std::span<const float> controls,
                              float strength,
                              std::span<float> out) const {
  const auto nx = static_cast<std::size_t>(controls_[0]);
  const std::array<std::size_t, 3> stride{1, nx, nx * static_cast<std::size_t>(controls_[1])};
  std::size_t c = 0;
  for (Index k = 0; k < controls_[2]; ++k) {
    for (Index j = 0; j < controls_[1]; ++j) {
      for (Index i = 0; i < controls_[0]; ++i, ++c) {
        const std::array<Index, 3> at{i, j, k};
        for (std::size_t axis = 0; axis < 3; ++axis) {
          if (at[axis] == 0 || at[axis] + 1 == controls_[axis]) continue;
          const std::size_t s = stride[axis];
          const float bend = strength * (controls[c + s] - 2.0F * controls[c] + controls[c - s]);
          out[c + s] += bend;
          out[c] -= 2.0F * bend;
          out[c - s] += bend;
        }
      }
    }
  }
}

std::vector<float> SplineBasis::fit(std::span<const float> values) const {
  const std::vector<float> ones(voxel_count(), 1.0F);
  std::vector<float> diagonal = gather_diagonal(ones);
  for (float& value : diagonal) value += unseen_weight;
  const FieldOperator matrix = [&](std::span<const float> in, std::span<float> out) {
    const std::vector<float> product = gather(field(in));
    for (std::size_t c = 0; c < in.size(); ++c) out[c] = product[c] + unseen_weight * in[c];
  };
  std::vector<float> controls(control_count(), 0.0F);
  solve_field(matrix, diagonal, gather(values), controls, fit_iterations, fit_tolerance);
  return controls;
}

std::vector<float> spline_step(const SplineBasis& basis,
                               std::span<const float> weight,
                               std::span<const float> pull,
                               std::span<const float> controls,
                               float strength) {
  std::vector<float> right = basis.gather(pull);
  std::vector<float> held(controls.size(), 0.0F);
  basis.add_bending(controls, strength, held);
  for (std::size_t c = 0; c < right.size(); ++c) right[c] -= held[c];
  std::vector<float> diagonal = basis.gather_diagonal(weight);
  // A control takes part in three second differences per axis, with the squares 1, 4 and 1.
  for (float& value : diagonal) value += 18.0F * strength + unseen_weight;
  const FieldOperator matrix = [&](std::span<const float> in, std::span<float> out) {
    std::vector<float> values = basis.field(in);
    for (std::size_t v = 0; v < values.size(); ++v) values[v] *= weight[v];
    const std::vector<float> product = basis.gather(values);
    for (std::size_t c = 0; c < in.size(); ++c) out[c] = product[c] + unseen_weight * in[c];
    basis.add_bending(in, strength, out);
  };
  std::vector<float> step(controls.size(), 0.0F);
  solve_field(matrix, diagonal, right, step, step_iterations, step_tolerance);
  return step;
}

}  // namespace rewire
