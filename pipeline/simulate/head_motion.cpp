#include "pipeline/simulate/head_motion.h"

#include <cmath>
#include <limits>

#include "pipeline/simulate/magnetisation.h"

namespace rewire::simulation {
namespace {

/// Radius at which a rotation counts as a displacement (Power 2012,
/// doi:10.1016/j.neuroimage.2011.10.018).
constexpr double head_radius_mm = 50.0;

}  // namespace

HeadMotion draw_motion(const SimulateParams& params, double scale, RandomStream& random) {
  const Eigen::Index volumes = params.volumes;
  const double size_mm = params.motion_mm * scale;
  const double drift_mm = size_mm / std::sqrt(static_cast<double>(volumes));
  const double jump_probability = params.jumps_per_minute * params.repetition_time_s / 60.0;
  HeadMotion head;
  head.jumps_mm.assign(static_cast<std::size_t>(volumes), 0.0);
  Eigen::MatrixXd& motion = head.motion.parameters;
  motion.setZero(volumes, 6);
  Eigen::Matrix<double, 1, 6> place = Eigen::Matrix<double, 1, 6>::Zero();
  Eigen::Matrix<double, 1, 6> speed = Eigen::Matrix<double, 1, 6>::Zero();
  for (Eigen::Index t = 0; t < volumes; ++t) {
    for (int i = 0; i < 6; ++i) {
      speed[i] = 0.7 * speed[i] + 0.3 * drift_mm * random.normal();
      place[i] += speed[i];
      motion(t, i) = place[i] + 0.05 * size_mm * random.normal();
    }
    if (random.uniform() >= jump_probability || t == 0) continue;
    Eigen::Matrix<double, 1, 6> jump;
    for (int i = 0; i < 6; ++i) jump[i] = 1.2 * size_mm * random.normal();
    head.jumps_mm[static_cast<std::size_t>(t)] = jump.norm();
    motion.row(t) += jump;
    place += 0.5 * jump;
  }
  motion.rightCols<3>() /= head_radius_mm;
  const Eigen::RowVectorXd first = motion.row(dummy_volumes(params));
  motion.rowwise() -= first;
  Eigen::VectorXd& displacement = head.motion.framewise_displacement_mm;
  displacement.resize(volumes);
  displacement[0] = std::numeric_limits<double>::quiet_NaN();
  for (Eigen::Index t = 1; t < volumes; ++t) {
    const Eigen::RowVectorXd step = (motion.row(t) - motion.row(t - 1)).cwiseAbs();
    displacement[t] = step.head(3).sum() + head_radius_mm * step.tail(3).sum();
  }
  return head;
}

}  // namespace rewire::simulation
