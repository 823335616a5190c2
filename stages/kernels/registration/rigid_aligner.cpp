#include "stages/kernels/registration/rigid_aligner.h"

#include <Eigen/Cholesky>
#include <Eigen/Geometry>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <limits>

#include "stages/kernels/registration/rigid.h"
#include "stages/kernels/registration/smooth.h"

namespace rewire {
namespace {

/// Rotations are scaled to displacements at this radius, so that all parameters are in mm.
constexpr double lever_mm = 50.0;
constexpr int most_iterations = 20;
constexpr double small_step_mm = 1e-3;
constexpr double huber_deviations = 2.5;
/// Points whose products are added in single precision before they join the total.
constexpr int points_per_partial = 256;
/// With more voxels than this, every other one (as on a chessboard) determines the motion as well.
constexpr std::size_t plenty_of_points = 30000;

using Normal = Eigen::Matrix<double, 8, 8>;

/// Every `step`-th voxel along each axis that has a weight.
std::vector<std::uint32_t> points_of(std::span<const float> weights,
                                     const std::array<int, 3>& dims,
                                     const std::array<int, 3>& step) {
  std::vector<std::uint32_t> points;
  for (int k = 0; k < dims[2]; k += step[2]) {
    for (int j = 0; j < dims[1]; j += step[1]) {
      for (int i = 0; i < dims[0]; i += step[0]) {
        const auto index = static_cast<std::uint32_t>(i + dims[0] * (j + dims[1] * k));
        if (weights[index] > 0.0F) points.push_back(index);
      }
    }
  }
  return points;
}

std::array<int, 3> coarse_steps(const Eigen::Matrix4d& world_from_voxel, double fwhm_mm) {
  std::array<int, 3> steps{};
  for (int axis = 0; axis < 3; ++axis) {
    const double spacing = world_from_voxel.col(axis).head<3>().norm();
    steps[static_cast<std::size_t>(axis)] =
        std::max(1, static_cast<int>(std::floor(0.5 * fwhm_mm / spacing)));
  }
  return steps;
}

void thin_out(std::vector<std::uint32_t>& points, const std::array<int, 3>& dims) {
  if (points.size() < plenty_of_points) return;
  const auto width = static_cast<std::uint32_t>(dims[0]);
  const auto height = static_cast<std::uint32_t>(dims[1]);
  std::erase_if(points, [&](std::uint32_t index) {
    const std::uint32_t line = index / width;
    return (index % width + line % height + line / height) % 2 != 0;
  });
}

}  // namespace

/// Weighted moments over the points, of (d/d trans mm, d/d rot in lever mm, gain, residual) and of
/// the two images.
struct RigidAligner::Sums {
  Normal normal = Normal::Zero();
  double absolute_residual = 0.0;
  double points = 0.0;
  /// Over the points, with their weights: 1, v, f, v v, f f, v f.
  Eigen::Array<double, 6, 1> images = Eigen::Array<double, 6, 1>::Zero();

  double correlation() const {
    const double covariance = images[5] * images[0] - images[1] * images[2];
    const double volume = images[3] * images[0] - images[1] * images[1];
    const double reference = images[4] * images[0] - images[2] * images[2];
    const double product = volume * reference;
    return product > 0.0 ? covariance / std::sqrt(product) : 0.0;
  }
};

RigidAligner::RigidAligner(const ImageView& reference,
                           std::span<const float> weights,
                           const Widths& widths)
    : dims_(reference.dims),
      world_from_voxel_(reference.world_from_voxel),
      voxel_from_world_(reference.world_from_voxel.inverse()),
      centre_(lattice_centre(reference.dims, reference.world_from_voxel)),
      coarse_(make_level(reference,
                         weights,
                         widths.coarse_fwhm_mm,
                         coarse_steps(reference.world_from_voxel, widths.coarse_fwhm_mm))),
      fine_(make_level(reference, weights, widths.fine_fwhm_mm, {1, 1, 1})) {}

RigidAligner::Level RigidAligner::make_level(const ImageView& reference,
                                             std::span<const float> weights,
                                             double fwhm_mm,
                                             const std::array<int, 3>& step) const {
  Level level{.fwhm_mm = fwhm_mm,
              .reference = CubicSpline(dims_, smooth(reference, fwhm_mm)),
              .points = points_of(weights, dims_, step),
              .weights = {}};
  thin_out(level.points, dims_);
  for (const std::uint32_t index : level.points) level.weights.push_back(weights[index]);
  return level;
}

RigidFit RigidAligner::fit_near(std::span<const float> volume, const Eigen::Matrix4d& start) const {
  RigidFit fit{.reference_from_volume = start};
  improve(fine_, smooth({dims_, world_from_voxel_, volume}, fine_.fwhm_mm), fit);
  if (!fit.determined) fit.reference_from_volume = start;
  return fit;
}

RigidFit RigidAligner::fit_far(std::span<const float> volume,
                               std::span<const Eigen::Matrix4d> starts) const {
  const std::vector<float> smoothed = smooth({dims_, world_from_voxel_, volume}, coarse_.fwhm_mm);
  RigidFit best;
  best.determined = false;
  for (const Eigen::Matrix4d& start : starts) {
    RigidFit fit{.reference_from_volume = start};
    improve(coarse_, smoothed, fit);
    if (fit.determined && (!best.determined || fit.correlation > best.correlation)) best = fit;
  }
  return best.determined ? fit_near(volume, best.reference_from_volume) : best;
}

std::vector<Eigen::Matrix4d> RigidAligner::around(const Eigen::Matrix4d& start,
                                                  double shift_mm,
                                                  double turn_rad) const {
  std::vector<Eigen::Matrix4d> starts{start};
  for (int axis = 0; axis < 6; ++axis) {
    for (const double sign : {-1.0, 1.0}) {
      RigidParameters move = RigidParameters::Zero();
      move[axis] = sign * (axis < 3 ? shift_mm : turn_rad);
      starts.push_back(rigid_matrix(move, centre_) * start);
    }
  }
  return starts;
}

void RigidAligner::improve(const Level& level, std::span<const float> values, RigidFit& fit) const {
  double gain = 1.0;
  double huber_limit = std::numeric_limits<double>::infinity();
  fit.converged = false;
  for (int iteration = 0; iteration < most_iterations && !fit.converged; ++iteration) {
    const Sums sums = accumulate(level, values, fit.reference_from_volume, gain, huber_limit);
    fit.correlation = sums.correlation();
    const Eigen::Matrix<double, 7, 7> hessian = sums.normal.topLeftCorner<7, 7>();
    const Eigen::LDLT<Eigen::Matrix<double, 7, 7>> solver(hessian);
    const Eigen::Matrix<double, 7, 1> step = solver.solve(sums.normal.topRightCorner<7, 1>());
    if (solver.info() != Eigen::Success || !(solver.rcond() > 1e-12) || !step.allFinite()) {
      fit.determined = false;
      return;
    }
    RigidParameters move = step.head<6>();
    move.tail<3>() /= lever_mm;
    fit.reference_from_volume = rigid_matrix(move, centre_) * fit.reference_from_volume;
    gain += step[6];
    // 1.2533: a normal variable's standard deviation over its mean absolute deviation.
    huber_limit = huber_deviations * 1.2533 * sums.absolute_residual / sums.points;
    fit.converged = step.head<6>().norm() < small_step_mm;
    ++fit.iterations;
  }
}

RigidAligner::Sums RigidAligner::accumulate(const Level& level,
                                            std::span<const float> values,
                                            const Eigen::Matrix4d& transform,
                                            double gain,
                                            double huber_limit) const {
  const Eigen::Matrix4d voxel_from_voxel = voxel_from_world_ * transform * world_from_voxel_;
  const Eigen::Matrix3f linear = voxel_from_voxel.topLeftCorner<3, 3>().cast<float>();
  const Eigen::Vector3f shift = voxel_from_voxel.topRightCorner<3, 1>().cast<float>();
  const Eigen::Matrix3f world_gradient =
      voxel_from_world_.topLeftCorner<3, 3>().transpose().cast<float>();
  const Eigen::Matrix3f to_world = world_from_voxel_.topLeftCorner<3, 3>().cast<float>();
  const Eigen::Vector3f to_lever =
      (world_from_voxel_.topRightCorner<3, 1>() - centre_).cast<float>();
  const auto lever = static_cast<float>(1.0 / lever_mm);
  const auto gain_f = static_cast<float>(gain);
  const auto width = static_cast<std::uint32_t>(dims_[0]);
  const auto height = static_cast<std::uint32_t>(dims_[1]);

  Sums sums;
  const auto limit = static_cast<float>(huber_limit);
  Eigen::Matrix<float, 8, 8> partial = Eigen::Matrix<float, 8, 8>::Zero();
  int in_partial = 0;
  Eigen::Array<float, 6, 1> images = Eigen::Array<float, 6, 1>::Zero();
  for (std::size_t p = 0; p < level.points.size(); ++p) {
    const std::uint32_t index = level.points[p];
    const std::uint32_t line = index / width;
    const Eigen::Vector3f voxel(static_cast<float>(index % width),
                                static_cast<float>(line % height),
                                static_cast<float>(line / height));
    const Eigen::Vector3f position = linear * voxel + shift;
    if (!level.reference.covers(position)) continue;
    const SplineSample sample = level.reference.sample(position);
    const Eigen::Vector3f gradient =
        gain_f * (world_gradient * Eigen::Vector3f(sample.di, sample.dj, sample.dk));
    const Eigen::Vector3f arm = lever * (to_world * position + to_lever);
    const float residual = values[index] - gain_f * sample.value;
    const float size = std::abs(residual);
    const float own = level.weights[p];
    const float weight = size > limit ? own * limit / size : own;
    Eigen::Matrix<float, 8, 1> row;
    row << gradient, arm.cross(gradient), sample.value, residual;
    const Eigen::Matrix<float, 8, 1> weighted = weight * row;
    partial.noalias() += row * weighted.transpose();
    const float value = values[index];
    images += Eigen::Array<float, 6, 1>(own,
                                        own * value,
                                        own * sample.value,
                                        own * value * value,
                                        own * sample.value * sample.value,
                                        own * value * sample.value);
    sums.absolute_residual += static_cast<double>(own * size);
    sums.points += static_cast<double>(own);
    if (++in_partial == points_per_partial) {
      sums.normal += partial.cast<double>();
      sums.images += images.cast<double>();
      partial.setZero();
      images.setZero();
      in_partial = 0;
    }
  }
  sums.normal += partial.cast<double>();
  sums.images += images.cast<double>();
  return sums;
}

}  // namespace rewire
