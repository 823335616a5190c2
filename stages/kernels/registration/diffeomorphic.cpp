#include "stages/kernels/registration/diffeomorphic.h"

#include <algorithm>
#include <array>
#include <cmath>

#include "stages/core/interrupt.h"
#include "stages/core/parallel.h"
#include "stages/kernels/registration/halfway.h"
#include "stages/kernels/registration/local_correlation.h"
#include "stages/kernels/registration/resample.h"
#include "stages/kernels/registration/smooth.h"
#include "stages/kernels/registration/vector_field.h"

namespace rewire {
namespace {

/// Around the region, for displacements to fade away in.
constexpr double margin_mm = 16.0;
/// Layers of velocities at the border that are held down.
constexpr int fading_voxels = 3;
constexpr float longest_step_voxels = 0.5F;
/// Of making velocities calmer where they change volumes too much.
constexpr int rounds_of_a_step = 1;
constexpr int rounds_at_the_end = 60;

std::size_t size(int n) { return static_cast<std::size_t>(n); }

/// A box of cubes along the fixed image's axes round its region.
struct Box {
  Eigen::Vector3d low_voxel;  ///< of the fixed image
  Eigen::Vector3d step_voxel_per_mm;
  Eigen::Array3i coarse_dims;
  double coarse_mm;

  Lattice lattice(const ImageView& fixed, double spacing_mm) const {
    const int factor = static_cast<int>(std::lround(coarse_mm / spacing_mm));
    Lattice result;
    Eigen::Matrix4d fixed_from_voxel = Eigen::Matrix4d::Identity();
    for (int axis = 0; axis < 3; ++axis) {
      result.dims[size(axis)] = coarse_dims[axis] * factor;
      fixed_from_voxel(axis, axis) = step_voxel_per_mm[axis] * spacing_mm;
      fixed_from_voxel(axis, 3) = low_voxel[axis] + 0.5 * step_voxel_per_mm[axis] * spacing_mm;
    }
    result.world_from_voxel = fixed.world_from_voxel * fixed_from_voxel;
    return result;
  }
};

Box box_round(const ImageView& fixed, std::span<const std::uint8_t> region, double coarse_mm) {
  Eigen::Array3i low(fixed.dims[0], fixed.dims[1], fixed.dims[2]);
  Eigen::Array3i high = Eigen::Array3i::Constant(-1);
  std::size_t index = 0;
  for (int k = 0; k < fixed.dims[2]; ++k) {
    for (int j = 0; j < fixed.dims[1]; ++j) {
      for (int i = 0; i < fixed.dims[0]; ++i, ++index) {
        if (region[index] == 0) continue;
        low = low.min(Eigen::Array3i(i, j, k));
        high = high.max(Eigen::Array3i(i, j, k));
      }
    }
  }
  Box box;
  box.coarse_mm = coarse_mm;
  for (int axis = 0; axis < 3; ++axis) {
    const double spacing = fixed.world_from_voxel.col(axis).head<3>().norm();
    const double reach_mm = (high[axis] - low[axis] + 1) * spacing + 2.0 * margin_mm;
    box.step_voxel_per_mm[axis] = 1.0 / spacing;
    box.coarse_dims[axis] = static_cast<int>(std::ceil(reach_mm / coarse_mm));
    // Voxel borders of the box and of the fixed image meet, so that equal spacings copy.
    box.low_voxel[axis] = low[axis] - 0.5 - std::round(margin_mm / spacing);
  }
  return box;
}

/// Everything of one level but the velocities.
struct LevelImages {
  std::vector<float> moving;
  WarpImages images;
};

std::vector<float> weights_on(const ImageView& fixed,
                              std::span<const std::uint8_t> region,
                              const Lattice& lattice) {
  std::vector<float> weight = resample_share(
      {fixed.dims, fixed.world_from_voxel}, region, lattice, Eigen::Matrix4d::Identity().eval(), 2);
  return weight;
}

void set_level(LevelImages& level,
               const ImageView& fixed,
               std::span<const std::uint8_t> region,
               const ImageView& moving,
               const Lattice& lattice,
               double smoothing_mm) {
  const std::vector<float> smooth_fixed = smooth(fixed, smoothing_mm);
  level.moving = smooth(moving, smoothing_mm);
  level.images.lattice = lattice;
  level.images.fixed = resample_linear({fixed.dims, fixed.world_from_voxel, smooth_fixed},
                                       lattice,
                                       Eigen::Matrix4d::Identity().eval(),
                                       0.0F);
  level.images.weight = weights_on(fixed, region, lattice);
  level.images.moving = {moving.dims, moving.world_from_voxel, level.moving};
}

/// u of (H + damping * I) u = b per cell, in voxels of the field, no longer than a step may be.
VectorField solve(NormalEquations& equations, double sigma_cells, double damping, int ratio) {
  for (auto& part : equations.part) {
    part = smooth({equations.dims, Eigen::Matrix4d::Identity(), part},
                  sigma_cells * 2.3548200450309493);
  }
  const auto& part = equations.part;
  double trace = 0.0;
  double cells = 0.0;
  for (std::size_t v = 0; v < part[0].size(); ++v) {
    const float sum = part[0][v] + part[1][v] + part[2][v];
    if (!(sum > 0.0F)) continue;
    trace += static_cast<double>(sum);
    cells += 1.0;
  }
  VectorField step = VectorField::zero(equations.dims);
  if (!(trace > 0.0)) return step;
  const auto lambda = static_cast<float>(damping * trace / (3.0 * cells));
  const float scale = 1.0F / static_cast<float>(ratio);
  parallel_for(part[0].size(), 16384, [&](std::size_t begin, std::size_t end) {
    for (std::size_t v = begin; v < end; ++v) {
      const float a = part[0][v] + lambda;
      const float b = part[1][v] + lambda;
      const float c = part[2][v] + lambda;
      const float d = part[3][v];
      const float e = part[4][v];
      const float f = part[5][v];
      // The adjugate of the symmetric matrix (a d e; d b f; e f c).
      const float xx = b * c - f * f;
      const float xy = e * f - d * c;
      const float xz = d * f - e * b;
      const float yy = a * c - e * e;
      const float yz = d * e - a * f;
      const float zz = a * b - d * d;
      const float inverse = scale / (a * xx + d * xy + e * xz);
      const float x = inverse * (xx * part[6][v] + xy * part[7][v] + xz * part[8][v]);
      const float y = inverse * (xy * part[6][v] + yy * part[7][v] + yz * part[8][v]);
      const float z = inverse * (xz * part[6][v] + yz * part[7][v] + zz * part[8][v]);
      const float length = std::sqrt(x * x + y * y + z * z);
      const float kept = length > longest_step_voxels ? longest_step_voxels / length : 1.0F;
      step.part[0][v] = kept * x;
      step.part[1][v] = kept * y;
      step.part[2][v] = kept * z;
    }
  });
  return step;
}

/// Falls to 0 over the outermost layers.
void fade_border(VectorField& field) {
  std::size_t index = 0;
  for (int k = 0; k < field.dims[2]; ++k) {
    for (int j = 0; j < field.dims[1]; ++j) {
      for (int i = 0; i < field.dims[0]; ++i, ++index) {
        const int depth = std::min(
            {i, j, k, field.dims[0] - 1 - i, field.dims[1] - 1 - j, field.dims[2] - 1 - k});
        if (depth >= fading_voxels) continue;
        const float kept = static_cast<float>(depth) / static_cast<float>(fading_voxels);
        for (auto& part : field.part) part[index] *= kept;
      }
    }
  }
}

int ratio_of(const DiffeomorphicLevel& level) {
  return static_cast<int>(std::lround(level.field_spacing_mm / level.spacing_mm));
}

NormalEquations equations_at(const WarpImages& images,
                             const VectorField& velocity,
                             const DiffeomorphicLevel& level,
                             const DiffeomorphicSettings& settings,
                             int ratio) {
  const ImagePair pair =
      halfway_images(images, exponential(velocity, -0.5F), exponential(velocity, 0.5F), ratio);
  return local_correlation(
      pair, level.window_radius, static_cast<float>(settings.noise_variance), ratio);
}

/// Improves the velocities; returns the correlation that was reached before each step.
std::vector<double> descend(VectorField& velocity,
                            const WarpImages& images,
                            const DiffeomorphicLevel& level,
                            const DiffeomorphicSettings& settings) {
  const int ratio = ratio_of(level);
  std::vector<double> correlations;
  for (int i = 0; i < level.most_iterations; ++i) {
    throw_if_interrupted();
    NormalEquations equations = equations_at(images, velocity, level, settings, ratio);
    correlations.push_back(equations.correlation);
    if (i >= 3 && correlations[size(i)] - correlations[size(i - 3)] < settings.least_gain) break;
    const VectorField step = solve(
        equations, level.update_smoothing_mm / level.field_spacing_mm, settings.damping, ratio);
    for (std::size_t axis = 0; axis < 3; ++axis) {
      for (std::size_t v = 0; v < velocity.voxel_count(); ++v) {
        velocity.part[axis][v] += step.part[axis][v];
      }
    }
    smooth(velocity, level.field_smoothing_mm / level.field_spacing_mm);
    fade_border(velocity);
    if (settings.most_divergence > 0.0) {
      limit_divergence(velocity, settings.most_divergence, rounds_of_a_step);
    }
  }
  return correlations;
}

float smallest(const std::vector<float>& values) {
  return *std::min_element(values.begin(), values.end());
}

Eigen::Matrix3Xf in_mm(const VectorField& field, const Lattice& lattice) {
  const Eigen::Matrix3f mm_from_voxels =
      lattice.world_from_voxel.topLeftCorner<3, 3>().cast<float>();
  Eigen::Matrix3Xf result(3, static_cast<Eigen::Index>(field.voxel_count()));
  for (std::size_t v = 0; v < field.voxel_count(); ++v) {
    result.col(static_cast<Eigen::Index>(v)) =
        mm_from_voxels * Eigen::Vector3f(field.part[0][v], field.part[1][v], field.part[2][v]);
  }
  return result;
}

void set_flows(Diffeomorphism& result, VectorField velocity, double most_divergence) {
  if (most_divergence > 0.0) limit_divergence(velocity, most_divergence, rounds_at_the_end);
  while (true) {
    const VectorField phi = exponential(velocity, 1.0F);
    const VectorField inverse = exponential(velocity, -1.0F);
    result.jacobian = jacobian_determinants(phi);
    result.least_jacobian = static_cast<double>(
        std::min(smallest(result.jacobian), smallest(jacobian_determinants(inverse))));
    if (result.least_jacobian > 0.0) {
      result.phi_mm = in_mm(phi, result.lattice);
      result.inverse_mm = in_mm(inverse, result.lattice);
      return;
    }
    smooth(velocity, 1.0);
    fade_border(velocity);
  }
}

}  // namespace

Diffeomorphism register_diffeomorphic(const ImageView& fixed,
                                      std::span<const std::uint8_t> region,
                                      const ImageView& moving,
                                      const Eigen::Matrix4d& moving_from_fixed,
                                      const DiffeomorphicSettings& settings) {
  const Box box = box_round(fixed, region, settings.levels.front().field_spacing_mm);
  Diffeomorphism result;
  VectorField velocity;
  double field_mm = 0.0;
  for (const DiffeomorphicLevel& level : settings.levels) {
    result.lattice = box.lattice(fixed, level.field_spacing_mm);
    if (velocity.voxel_count() == 0) {
      velocity = VectorField::zero(result.lattice.dims);
    } else if (level.field_spacing_mm < 0.75 * field_mm) {
      velocity = halved_voxels(velocity);
    }
    field_mm = level.field_spacing_mm;
    LevelImages images;
    set_level(
        images, fixed, region, moving, box.lattice(fixed, level.spacing_mm), level.smoothing_mm);
    images.images.moving_from_fixed = moving_from_fixed;
    const std::vector<double> correlations = descend(velocity, images.images, level, settings);
    result.iterations += static_cast<int>(correlations.size());
    if (&level != &settings.levels.back()) continue;
    const int ratio = ratio_of(level);
    result.correlation_before =
        equations_at(images.images, VectorField::zero(result.lattice.dims), level, settings, ratio)
            .correlation;
    result.correlation_after =
        equations_at(images.images, velocity, level, settings, ratio).correlation;
  }
  set_flows(result, std::move(velocity), settings.most_divergence);
  return result;
}

}  // namespace rewire
