#include "stages/kernels/registration/mutual_information.h"

#include <Eigen/Geometry>
#include <cmath>
#include <vector>

#include "stages/core/interrupt.h"
#include "stages/kernels/registration/mattes.h"
#include "stages/kernels/registration/rigid.h"
#include "stages/kernels/registration/smooth.h"

namespace rewire {
namespace {

constexpr double relaxation = 0.6;

/// Translation and linear part (times the points' radius) of an increment, all in mm.
using Direction = Eigen::Matrix<double, 3, 4>;

Direction rotation_only(const Direction& gradient) {
  Direction turned = gradient;
  const Eigen::Matrix3d linear = gradient.rightCols<3>();
  turned.rightCols<3>() = 0.5 * (linear - linear.transpose());
  return turned;
}

Direction ascent(const MattesValue& value, TransformFamily family, double radius_mm) {
  Direction gradient;
  gradient << value.by_translation, value.by_linear / radius_mm;
  return family == TransformFamily::rigid ? rotation_only(gradient) : gradient;
}

Eigen::Matrix4d increment(const Direction& step,
                          TransformFamily family,
                          const Eigen::Vector3d& centre,
                          double radius_mm) {
  const Eigen::Matrix3d linear = step.rightCols<3>() / radius_mm;
  if (family == TransformFamily::rigid) {
    RigidParameters parameters;
    parameters << step.col(0), linear(2, 1), linear(0, 2), linear(1, 0);
    return rigid_matrix(parameters, centre);
  }
  Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
  matrix.topLeftCorner<3, 3>() += linear;
  matrix.topRightCorner<3, 1>() = step.col(0) - linear * centre;
  return matrix;
}

/// Steps of a given length uphill; shorter ones whenever the direction turns round.
Eigen::Matrix4d climb(const MattesInformation& metric,
                      const Eigen::Matrix4d& start,
                      TransformFamily family,
                      const RegistrationLevel& level) {
  Eigen::Matrix4d current = start;
  Eigen::Matrix4d best = start;
  double most = -1.0;
  double length_mm = level.first_step_mm;
  Direction previous = Direction::Zero();
  for (int i = 0; i < level.most_iterations && length_mm >= level.last_step_mm; ++i) {
    throw_if_interrupted();
    const MattesValue value = metric.at(current);
    if (value.information > most) {
      most = value.information;
      best = current;
    }
    const Direction gradient = ascent(value, family, metric.radius_mm());
    const double size = gradient.norm();
    if (!(size > 0.0)) break;
    if (gradient.cwiseProduct(previous).sum() < 0.0) length_mm *= relaxation;
    current = current *
              increment(gradient * (length_mm / size), family, metric.centre(), metric.radius_mm());
    previous = gradient;
  }
  return best;
}

}  // namespace

Eigen::Matrix4d register_mutual_information(const ImageView& fixed,
                                            std::span<const std::uint8_t> fixed_mask,
                                            const ImageView& moving,
                                            const Eigen::Matrix4d& start,
                                            TransformFamily family,
                                            std::span<const RegistrationLevel> levels) {
  Eigen::Matrix4d moving_from_fixed = start;
  for (const RegistrationLevel& level : levels) {
    const std::vector<float> fixed_values = smooth(fixed, level.smoothing_mm);
    const std::vector<float> moving_values = smooth(moving, level.smoothing_mm);
    const MattesInformation metric({fixed.dims, fixed.world_from_voxel, fixed_values},
                                   fixed_mask,
                                   {moving.dims, moving.world_from_voxel, moving_values},
                                   level.spacing_mm);
    moving_from_fixed = climb(metric, moving_from_fixed, family, level);
  }
  return moving_from_fixed;
}

}  // namespace rewire
