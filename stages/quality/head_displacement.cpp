#include "stages/quality/head_displacement.h"

#include <array>
#include <cmath>
#include <limits>

namespace rewire {
namespace {

constexpr double sphere_radius_mm = 80.0;
constexpr std::array<const char*, 6> motion_names{
    "trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"};

Eigen::Matrix3d rotation(double x, double y, double z) {
  Eigen::Matrix3d about_x;
  Eigen::Matrix3d about_y;
  Eigen::Matrix3d about_z;
  about_x << 1, 0, 0, 0, std::cos(x), -std::sin(x), 0, std::sin(x), std::cos(x);
  about_y << std::cos(y), 0, std::sin(y), 0, 1, 0, -std::sin(y), 0, std::cos(y);
  about_z << std::cos(z), -std::sin(z), 0, std::sin(z), std::cos(z), 0, 0, 0, 1;
  return about_z * about_y * about_x;
}

}  // namespace

Eigen::VectorXd column_or_nan(const Confounds& confounds, std::string_view name) {
  const auto found = confounds.find(name);
  if (found) return confounds.values.col(*found);
  return Eigen::VectorXd::Constant(confounds.values.rows(),
                                   std::numeric_limits<double>::quiet_NaN());
}

Eigen::VectorXd relative_rms_mm(const Confounds& confounds) {
  if (confounds.find("rmsd")) return column_or_nan(confounds, "rmsd");
  Eigen::MatrixXd motion(confounds.values.rows(), 6);
  for (std::size_t i = 0; i < motion_names.size(); ++i) {
    motion.col(static_cast<Eigen::Index>(i)) = column_or_nan(confounds, motion_names[i]);
  }
  Eigen::VectorXd rms =
      Eigen::VectorXd::Constant(motion.rows(), std::numeric_limits<double>::quiet_NaN());
  for (Eigen::Index t = 1; t < motion.rows(); ++t) {
    const Eigen::RowVectorXd here = motion.row(t);
    const Eigen::RowVectorXd last = motion.row(t - 1);
    // here * last^-1 - 1, whose inverse rotation is the transpose.
    const Eigen::Matrix3d turn =
        rotation(here[3], here[4], here[5]) * rotation(last[3], last[4], last[5]).transpose();
    const Eigen::Vector3d shift = here.head<3>().transpose() - turn * last.head<3>().transpose();
    const double spread = (turn - Eigen::Matrix3d::Identity()).squaredNorm();
    rms[t] = std::sqrt(sphere_radius_mm * sphere_radius_mm / 5.0 * spread + shift.squaredNorm());
  }
  return rms;
}

}  // namespace rewire
