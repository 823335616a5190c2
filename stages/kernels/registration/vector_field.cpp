#include "stages/kernels/registration/vector_field.h"

#include <Eigen/Core>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>

#include "stages/core/parallel.h"
#include "stages/kernels/registration/smooth.h"

namespace rewire {
namespace {

/// The first of the squared displacements moves by no more than this many voxels.
constexpr float longest_step = 0.25F;
constexpr double fwhm_per_sigma = 2.3548200450309493;

std::size_t size(int n) { return static_cast<std::size_t>(n); }

/// Where a position along one axis lies between two voxels.
struct Between {
  std::size_t low;
  std::size_t high;
  float part;
};

Between between(float position, int dim) {
  const float inside = std::clamp(position, 0.0F, static_cast<float>(dim - 1));
  const int low = std::min(static_cast<int>(inside), std::max(dim - 2, 0));
  return {size(low), size(std::min(low + 1, dim - 1)), inside - static_cast<float>(low)};
}

/// Calls visit(index, i, j, k) for each voxel, slices side by side.
template <class Visit>
void for_each_voxel(const std::array<int, 3>& dims, const Visit& visit) {
  parallel_for(size(dims[2]), 1, [&](std::size_t begin, std::size_t end) {
    for (std::size_t k = begin; k < end; ++k) {
      std::size_t index = k * size(dims[0]) * size(dims[1]);
      for (int j = 0; j < dims[1]; ++j) {
        for (int i = 0; i < dims[0]; ++i) visit(index++, i, j, static_cast<int>(k));
      }
    }
  });
}

}  // namespace

VectorField VectorField::zero(const std::array<int, 3>& dims) {
  VectorField field{.dims = dims, .part = {}};
  for (auto& part : field.part) part.assign(size(dims[0]) * size(dims[1]) * size(dims[2]), 0.0F);
  return field;
}

float VectorField::longest() const {
  float squared = 0.0F;
  for (std::size_t v = 0; v < voxel_count(); ++v) {
    squared = std::max(squared,
                       part[0][v] * part[0][v] + part[1][v] * part[1][v] + part[2][v] * part[2][v]);
  }
  return std::sqrt(squared);
}

VectorField composed(const VectorField& outer, const VectorField& inner) {
  VectorField result{.dims = inner.dims, .part = {}};
  for (auto& part : result.part) part.resize(inner.voxel_count());
  const std::array<int, 3>& dims = outer.dims;
  const std::size_t row = size(dims[0]);
  const std::size_t slice = row * size(dims[1]);
  for_each_voxel(inner.dims, [&](std::size_t index, int i, int j, int k) {
    const float di = inner.part[0][index];
    const float dj = inner.part[1][index];
    const float dk = inner.part[2][index];
    const Between x = between(static_cast<float>(i) + di, dims[0]);
    const Between y = between(static_cast<float>(j) + dj, dims[1]);
    const Between z = between(static_cast<float>(k) + dk, dims[2]);
    const std::array<std::size_t, 4> lines{y.low * row + z.low * slice,
                                           y.high * row + z.low * slice,
                                           y.low * row + z.high * slice,
                                           y.high * row + z.high * slice};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const float* values = outer.part[axis].data();
      std::array<float, 4> along{};
      for (std::size_t line = 0; line < 4; ++line) {
        const float low = values[lines[line] + x.low];
        along[line] = low + x.part * (values[lines[line] + x.high] - low);
      }
      const float low = along[0] + y.part * (along[1] - along[0]);
      const float high = along[2] + y.part * (along[3] - along[2]);
      result.part[axis][index] = inner.part[axis][index] + low + z.part * (high - low);
    }
  });
  return result;
}

namespace {

VectorField scaled(VectorField field, float factor) {
  for (auto& part : field.part) {
    for (float& value : part) value *= factor;
  }
  return field;
}

}  // namespace

VectorField exponential(const VectorField& velocity, float scale) {
  const float longest = velocity.longest() * std::abs(scale);
  int squarings = 0;
  while (std::ldexp(longest, -squarings) > longest_step && squarings < 30) ++squarings;
  // The first step by the midpoint rule: v(x + v(x) / 2).
  const VectorField half = scaled(velocity, std::ldexp(0.5F * scale, -squarings));
  VectorField flow = composed(scaled(velocity, std::ldexp(scale, -squarings)), half);
  for (std::size_t axis = 0; axis < 3; ++axis) {
    for (std::size_t v = 0; v < flow.voxel_count(); ++v) flow.part[axis][v] -= half.part[axis][v];
  }
  for (int i = 0; i < squarings; ++i) flow = composed(flow, flow);
  return flow;
}

VectorField halved_voxels(const VectorField& field) {
  VectorField fine = VectorField::zero({2 * field.dims[0], 2 * field.dims[1], 2 * field.dims[2]});
  const std::size_t row = size(field.dims[0]);
  const std::size_t slice = row * size(field.dims[1]);
  for_each_voxel(fine.dims, [&](std::size_t index, int i, int j, int k) {
    // Centres of the halves lie a quarter of a voxel beside those of the whole.
    const Between x = between(0.5F * static_cast<float>(i) - 0.25F, field.dims[0]);
    const Between y = between(0.5F * static_cast<float>(j) - 0.25F, field.dims[1]);
    const Between z = between(0.5F * static_cast<float>(k) - 0.25F, field.dims[2]);
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const float* values = field.part[axis].data();
      const auto at = [&](std::size_t b, std::size_t c) {
        const float* line = values + b * row + c * slice;
        return line[x.low] + x.part * (line[x.high] - line[x.low]);
      };
      const float low = at(y.low, z.low) + y.part * (at(y.high, z.low) - at(y.low, z.low));
      const float high = at(y.low, z.high) + y.part * (at(y.high, z.high) - at(y.low, z.high));
      fine.part[axis][index] = 2.0F * (low + z.part * (high - low));
    }
  });
  return fine;
}

void smooth(VectorField& field, double sigma_voxels) {
  for (auto& part : field.part) {
    part = smooth({field.dims, Eigen::Matrix4d::Identity(), part}, sigma_voxels * fwhm_per_sigma);
  }
}

namespace {

/// How far around a place that is too strong velocities become calmer.
constexpr double calming_sigma_voxels = 1.5;

/// 1 where more volume comes or goes than `limit`, 0 elsewhere.
std::vector<float> too_strong(const VectorField& velocity, float limit) {
  std::vector<float> marks(velocity.voxel_count(), 0.0F);
  const std::array<int, 3>& dims = velocity.dims;
  const std::size_t row = size(dims[0]);
  const std::size_t slice = row * size(dims[1]);
  for_each_voxel(dims, [&](std::size_t index, int i, int j, int k) {
    if (i == 0 || j == 0 || k == 0) return;
    if (i + 1 == dims[0] || j + 1 == dims[1] || k + 1 == dims[2]) return;
    const float divergence =
        0.5F * (velocity.part[0][index + 1] - velocity.part[0][index - 1] +
                velocity.part[1][index + row] - velocity.part[1][index - row] +
                velocity.part[2][index + slice] - velocity.part[2][index - slice]);
    if (std::abs(divergence) > limit) marks[index] = 1.0F;
  });
  return marks;
}

}  // namespace

void limit_divergence(VectorField& velocity, double limit, int rounds) {
  for (int round = 0; round < rounds; ++round) {
    std::vector<float> weight = too_strong(velocity, static_cast<float>(limit));
    if (std::find(weight.begin(), weight.end(), 1.0F) == weight.end()) return;
    weight = smooth({velocity.dims, Eigen::Matrix4d::Identity(), weight},
                    calming_sigma_voxels * fwhm_per_sigma);
    VectorField calm = velocity;
    smooth(calm, calming_sigma_voxels);
    for (std::size_t axis = 0; axis < 3; ++axis) {
      std::vector<float>& part = velocity.part[axis];
      for (std::size_t v = 0; v < part.size(); ++v) {
        // A single voxel weighs little in its surroundings.
        const float share = std::min(1.0F, 4.0F * weight[v]);
        part[v] += share * (calm.part[axis][v] - part[v]);
      }
    }
  }
}

std::vector<float> jacobian_determinants(const VectorField& displacement) {
  std::vector<float> result(displacement.voxel_count());
  const std::array<int, 3>& dims = displacement.dims;
  const std::array<std::size_t, 3> stride{1, size(dims[0]), size(dims[0]) * size(dims[1])};
  for_each_voxel(dims, [&](std::size_t index, int i, int j, int k) {
    const std::array<int, 3> at{i, j, k};
    Eigen::Matrix3f jacobian = Eigen::Matrix3f::Identity();
    for (int along = 0; along < 3; ++along) {
      const auto a = size(along);
      const std::size_t before = at[a] > 0 ? index - stride[a] : index;
      const std::size_t behind = at[a] + 1 < dims[a] ? index + stride[a] : index;
      if (before == behind) continue;
      const float distance = behind - before > stride[a] ? 2.0F : 1.0F;
      for (int of = 0; of < 3; ++of) {
        const std::vector<float>& part = displacement.part[size(of)];
        jacobian(of, along) += (part[behind] - part[before]) / distance;
      }
    }
    result[index] = jacobian.determinant();
  });
  return result;
}

}  // namespace rewire
