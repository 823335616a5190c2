#include "stages/preprocess/shift_fit.h"

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <vector>

#include "stages/core/interrupt.h"
#include "stages/kernels/linalg/positive_definite.h"
#include "stages/kernels/registration/local_correlation.h"
#include "stages/kernels/registration/smooth.h"
#include "stages/kernels/registration/spline_basis.h"
#include "stages/preprocess/corrected_reference.h"
#include "stages/preprocess/views.h"

namespace rewire {
namespace {

/// Of windows of unit variance in the mean.
constexpr float noise_variance = 0.05F;
constexpr float longest_step_voxels = 0.5F;
constexpr float short_step_voxels = 0.02F;
/// Resistance to bending, against a mean weight of 1 of what the images ask of a voxel.
constexpr double stiffness = 0.01;
constexpr int plane_rounds = 10;
/// What the most of the brain is expected to have.
constexpr double small_shift_voxels = 0.05;

struct Level {
  double smoothing_mm;
  double window_mm;  ///< radius of the windows
  double knot_mm;
  int steps;
};
/// Windows hardly wider than a voxel: wider ones take dropout for a shift.
constexpr std::array<Level, 3> levels{
    {{8.0, 6.0, 18.0, 6}, {4.0, 3.0, 12.0, 6}, {0.0, 3.0, 12.0, 12}}};

/// With unit variance over the region.
std::vector<float> prepared(const Volume& image, const MaskValues& region, double smoothing_mm) {
  std::vector<float> values = smooth(view_of(image), smoothing_mm);
  double n = 0.0, sum = 0.0, squares = 0.0;
  for (std::size_t v = 0; v < values.size(); ++v) {
    if (region[v] == 0) continue;
    const auto value = static_cast<double>(values[v]);
    n += 1.0;
    sum += value;
    squares += value * value;
  }
  const double variance = squares / n - sum * sum / (n * n);
  const auto scale = static_cast<float>(variance > 0.0 ? 1.0 / std::sqrt(variance) : 0.0);
  for (float& value : values) value *= scale;
  return values;
}

/// So that weights have mean 1 where there is any; 0 when there is none.
float scale_of(std::span<const float> weights) {
  double total = 0.0;
  double counted = 0.0;
  for (const float weight : weights) {
    if (!(weight > 0.0F)) continue;
    total += static_cast<double>(weight);
    counted += 1.0;
  }
  return counted > 0.0 ? static_cast<float>(counted / total) : 0.0F;
}

/// One step of the shift; its longest part, in voxels.
float take_step(Distortion& distortion,
                std::vector<float>& controls,
                const SplineBasis& basis,
                const NormalEquations& equations) {
  const auto axis = static_cast<std::size_t>(distortion.axis);
  std::vector<float> weight = equations.part[axis];
  std::vector<float> pull = equations.part[6 + axis];
  const float scale = scale_of(weight);
  for (std::size_t v = 0; v < weight.size(); ++v) {
    weight[v] *= scale;
    pull[v] *= scale;
  }
  const double per_control =
      static_cast<double>(basis.voxel_count()) / static_cast<double>(basis.control_count());
  const std::vector<float> step =
      spline_step(basis, weight, pull, controls, static_cast<float>(stiffness * per_control));
  float longest = 0.0F;
  for (const float part : basis.field(step)) longest = std::max(longest, std::abs(part));
  const float kept = longest > longest_step_voxels ? longest_step_voxels / longest : 1.0F;
  for (std::size_t c = 0; c < controls.size(); ++c) controls[c] += kept * step[c];
  distortion.shift_voxels = basis.field(controls);
  return longest;
}

/// What the corrected scan and the model of it ask of each voxel.
class Comparison {
 public:
  Comparison(const Volume& reference,
             const EchoPlanarModel& model,
             const MaskValues& region,
             const Level& level)
      : reference_(reference), model_(model), region_(region), level_(level) {
    const std::array<double, 3> spacing = reference.grid.spacing_mm();
    const double voxel_mm = (spacing[0] + spacing[1] + spacing[2]) / 3.0;
    radius_ = std::max(1, static_cast<int>(std::lround(level.window_mm / voxel_mm)));
  }

  NormalEquations of(const Distortion& distortion) const {
    const Volume image = corrected_reference(reference_, distortion);
    const ImagePair pair{
        .dims = distortion.grid.dims,
        .fixed = prepared(model_.fitted_to(image, region_), region_, level_.smoothing_mm),
        .moving = prepared(image, region_, level_.smoothing_mm),
        .weight = std::vector<float>(region_.begin(), region_.end())};
    return local_correlation(pair, radius_, noise_variance, 1);
  }

 private:
  const Volume& reference_;
  const EchoPlanarModel& model_;
  const MaskValues& region_;
  const Level& level_;
  int radius_ = 1;
};

}  // namespace

void fit_shift(Distortion& distortion,
               const Volume& reference,
               const EchoPlanarModel& model,
               const MaskValues& region,
               ShiftLevels which) {
  const std::span<const Level> all(levels);
  for (const Level& level : which == ShiftLevels::all ? all : all.last(1)) {
    const Comparison comparison(reference, model, region, level);
    const SplineBasis basis(lattice_of(distortion.grid), level.knot_mm);
    std::vector<float> controls = basis.fit(distortion.shift_voxels);
    distortion.shift_voxels = basis.field(controls);
    for (int i = 0; i < level.steps; ++i) {
      throw_if_interrupted();
      if (take_step(distortion, controls, basis, comparison.of(distortion)) < short_step_voxels) {
        break;
      }
    }
  }
}

Eigen::Matrix4d refined_place(const Eigen::Matrix4d& t1w_from_bold,
                              const Distortion& distortion,
                              const Volume& reference,
                              const EchoPlanarModel& model,
                              const MaskValues& region) {
  const NormalEquations equations =
      Comparison(reference, model, region, levels.back()).of(distortion);
  const Grid& grid = distortion.grid;
  const Eigen::Matrix3d voxel_from_mm = grid.world_from_voxel.topLeftCorner<3, 3>().inverse();
  const Eigen::Vector3d centre =
      (grid.world_from_voxel *
       Eigen::Vector4d(0.5 * grid.dims[0], 0.5 * grid.dims[1], 0.5 * grid.dims[2], 1.0))
          .head<3>();
  Eigen::MatrixXd square = Eigen::MatrixXd::Zero(6, 6);
  Eigen::VectorXd right = Eigen::VectorXd::Zero(6);
  std::size_t v = 0;
  for (int k = 0; k < grid.dims[2]; ++k) {
    for (int j = 0; j < grid.dims[1]; ++j) {
      for (int i = 0; i < grid.dims[0]; ++i, ++v) {
        const auto part = [&](std::size_t p) { return static_cast<double>(equations.part[p][v]); };
        if (!(part(0) + part(1) + part(2) > 0.0)) continue;
        Eigen::Matrix3d weight;
        weight << part(0), part(3), part(4), part(3), part(1), part(5), part(4), part(5), part(2);
        const Eigen::Vector3d arm =
            (grid.world_from_voxel * Eigen::Vector4d(i, j, k, 1.0)).head<3>() - centre;
        Eigen::Matrix<double, 3, 6> moves;
        moves.leftCols<3>().setIdentity();
        moves.rightCols<3>() << 0.0, arm[2], -arm[1], -arm[2], 0.0, arm[0], arm[1], -arm[0], 0.0;
        moves = (voxel_from_mm * moves).eval();
        square += moves.transpose() * weight * moves;
        right += moves.transpose() * Eigen::Vector3d(part(6), part(7), part(8));
      }
    }
  }
  const auto inverse = inverse_positive_definite(square);
  if (!inverse) return t1w_from_bold;
  const Eigen::VectorXd step = *inverse * right;
  Eigen::Matrix4d moved = Eigen::Matrix4d::Identity();
  const Eigen::Vector3d turn = step.tail<3>();
  if (turn.norm() > 0.0) {
    moved.topLeftCorner<3, 3>() =
        Eigen::AngleAxisd(turn.norm(), turn.normalized()).toRotationMatrix();
  }
  moved.topRightCorner<3, 1>() = centre + step.head<3>() - moved.topLeftCorner<3, 3>() * centre;
  // What lay at x is seen at moved(x).
  return t1w_from_bold * moved.inverse();
}

void leave_to_place(Distortion& distortion, const MaskValues& region) {
  const auto axis = static_cast<std::size_t>(distortion.axis);
  const std::array<int, 3>& dims = distortion.grid.dims;
  const auto terms_at = [&](int i, int j, int k) {
    const std::array<int, 3> at{i, j, k};
    const auto centred = [&](std::size_t a) {
      return 2.0 * static_cast<double>(at[a]) / dims[a] - 1.0;
    };
    return Eigen::Vector3d(1.0, centred((axis + 1) % 3), centred((axis + 2) % 3));
  };
  const auto each = [&](const auto& use) {
    std::size_t v = 0;
    for (int k = 0; k < dims[2]; ++k) {
      for (int j = 0; j < dims[1]; ++j) {
        for (int i = 0; i < dims[0]; ++i, ++v) use(v, terms_at(i, j, k));
      }
    }
  };
  Eigen::Vector3d plane = Eigen::Vector3d::Zero();
  for (int round = 0; round < plane_rounds; ++round) {
    Eigen::Matrix3d square = Eigen::Matrix3d::Zero();
    Eigen::Vector3d right = Eigen::Vector3d::Zero();
    each([&](std::size_t v, const Eigen::Vector3d& terms) {
      if (region[v] == 0) return;
      const auto shift = static_cast<double>(distortion.shift_voxels[v]);
      const double share = (shift - plane.dot(terms)) / small_shift_voxels;
      const double counts = 1.0 / (1.0 + share * share);
      square += counts * terms * terms.transpose();
      right += counts * shift * terms;
    });
    const auto inverse = inverse_positive_definite(square);
    if (!inverse) return;
    plane = *inverse * right;
  }
  each([&](std::size_t v, const Eigen::Vector3d& terms) {
    distortion.shift_voxels[v] -= static_cast<float>(plane.dot(terms));
  });
}

}  // namespace rewire
