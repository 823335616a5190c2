#include "stages/kernels/registration/field_solver.h"

#include <algorithm>
#include <cmath>

#include "stages/core/interrupt.h"
#include "stages/core/parallel.h"

namespace rewire {
namespace {

constexpr std::size_t block = 16384;
constexpr int fit_iterations = 400;
constexpr double fit_tolerance = 1e-4;

std::size_t size(int n) { return static_cast<std::size_t>(n); }

/// Sum of a * b, block after block.
double dot(std::span<const float> a, std::span<const float> b) {
  std::vector<double> partial((a.size() + block - 1) / block, 0.0);
  parallel_for(a.size(), block, [&](std::size_t begin, std::size_t end) {
    double sum = 0.0;
    for (std::size_t v = begin; v < end; ++v) {
      sum += static_cast<double>(a[v]) * static_cast<double>(b[v]);
    }
    partial[begin / block] = sum;
  });
  double total = 0.0;
  for (const double part : partial) total += part;
  return total;
}

void add_scaled(std::span<float> target, std::span<const float> step, double factor) {
  const auto scale = static_cast<float>(factor);
  parallel_for(target.size(), block, [&](std::size_t begin, std::size_t end) {
    for (std::size_t v = begin; v < end; ++v) target[v] += scale * step[v];
  });
}

}  // namespace

int solve_field(const FieldOperator& matrix,
                std::span<const float> diagonal,
                std::span<const float> right,
                std::span<float> x,
                int most_iterations,
                double tolerance) {
  std::vector<float> residual(x.size(), 0.0F);
  matrix(x, residual);
  for (std::size_t v = 0; v < x.size(); ++v) residual[v] = right[v] - residual[v];
  std::vector<float> scaled(x.size());
  const auto precondition = [&] {
    for (std::size_t v = 0; v < x.size(); ++v) {
      scaled[v] = diagonal[v] > 0.0F ? residual[v] / diagonal[v] : 0.0F;
    }
  };
  precondition();
  std::vector<float> direction = scaled;
  std::vector<float> product(x.size());
  double slope = dot(residual, scaled);
  double enough = 0.0;
  for (std::size_t v = 0; v < x.size(); ++v) {
    if (!(diagonal[v] > 0.0F)) continue;
    enough += static_cast<double>(right[v]) * static_cast<double>(right[v] / diagonal[v]);
  }
  enough *= tolerance * tolerance;
  for (int i = 0; i < most_iterations; ++i) {
    throw_if_interrupted();
    if (!(slope > enough)) return i;
    std::fill(product.begin(), product.end(), 0.0F);
    matrix(direction, product);
    const double curvature = dot(direction, product);
    if (!(curvature > 0.0)) return i;
    add_scaled(x, direction, slope / curvature);
    add_scaled(residual, product, -slope / curvature);
    precondition();
    const double next = dot(residual, scaled);
    const auto kept = static_cast<float>(next / slope);
    for (std::size_t v = 0; v < x.size(); ++v) direction[v] = scaled[v] + kept * direction[v];
    slope = next;
  }
  return most_iterations;
}

void Membrane::add_product(std::span<const float> in, std::span<float> out) const {
  const std::size_t ni = size(dims[0]);
  const std::size_t nj = size(dims[1]);
  const std::size_t nk = size(dims[2]);
  const std::array<std::size_t, 3> stride{1, ni, ni * nj};
  parallel_for(nk, 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k) {
      for (std::size_t j = 0; j < nj; ++j) {
        const std::size_t row = stride[1] * j + stride[2] * k;
        const auto along = [&](std::size_t neighbour_row, float weight) {
          for (std::size_t i = 0; i < ni; ++i) {
            out[row + i] += weight * (in[row + i] - in[neighbour_row + i]);
          }
        };
        if (j > 0) along(row - stride[1], stiffness[1]);
        if (j + 1 < nj) along(row + stride[1], stiffness[1]);
        if (k > 0) along(row - stride[2], stiffness[2]);
        if (k + 1 < nk) along(row + stride[2], stiffness[2]);
        for (std::size_t i = 0; i + 1 < ni; ++i) {
          const float pull = stiffness[0] * (in[row + i] - in[row + i + 1]);
          out[row + i] += pull;
          out[row + i + 1] -= pull;
        }
      }
    }
  });
}

void Membrane::add_diagonal(std::span<float> out) const {
  std::size_t index = 0;
  for (int k = 0; k < dims[2]; ++k) {
    for (int j = 0; j < dims[1]; ++j) {
      for (int i = 0; i < dims[0]; ++i, ++index) {
        const std::array<int, 3> at{i, j, k};
        for (std::size_t axis = 0; axis < 3; ++axis) {
          const int neighbours = (at[axis] > 0 ? 1 : 0) + (at[axis] + 1 < dims[axis] ? 1 : 0);
          out[index] += stiffness[axis] * static_cast<float>(neighbours);
        }
      }
    }
  }
}

double Membrane::energy(std::span<const float> in) const {
  std::vector<float> product(in.size(), 0.0F);
  add_product(in, product);
  return 0.5 * dot(in, product);
}

Membrane membrane_of(const Lattice& lattice, double length_mm) {
  Membrane membrane{.dims = lattice.dims};
  for (int axis = 0; axis < 3; ++axis) {
    const double share = length_mm / lattice.world_from_voxel.col(axis).head<3>().norm();
    membrane.stiffness[size(axis)] = static_cast<float>(share * share);
  }
  return membrane;
}

std::vector<float> fit_field(const Lattice& lattice,
                             std::span<const float> values,
                             std::span<const float> weights,
                             double length_mm) {
  const Membrane membrane = membrane_of(lattice, length_mm);
  std::vector<float> diagonal(weights.begin(), weights.end());
  membrane.add_diagonal(diagonal);
  const FieldOperator matrix = [&](std::span<const float> in, std::span<float> out) {
    for (std::size_t v = 0; v < in.size(); ++v) out[v] = weights[v] * in[v];
    membrane.add_product(in, out);
  };
  std::vector<float> field(values.size(), 0.0F);
  std::vector<float> right(values.size());
  for (int pass = 0; pass < 2; ++pass) {
    for (std::size_t v = 0; v < right.size(); ++v) {
      right[v] = weights[v] > 0.0F ? weights[v] * (values[v] - field[v]) : 0.0F;
    }
    std::vector<float> part(values.size(), 0.0F);
    solve_field(matrix, diagonal, right, part, fit_iterations, fit_tolerance);
    for (std::size_t v = 0; v < field.size(); ++v) field[v] += part[v];
  }
  return field;
}

}  // namespace rewire
