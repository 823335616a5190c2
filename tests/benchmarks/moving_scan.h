#pragma once

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <filesystem>
#include <numbers>
#include <vector>

#include "stages/core/parallel.h"
#include "stages/core/random.h"
#include "stages/data/bold_run.h"
#include "stages/files/nifti.h"

namespace rewire::benchmarks {

/// What the scanner sees besides a moving head.
enum class Disturbance {
  noise,       ///< thermal noise alone, tSNR 60 in grey matter
  physiology,  ///< and pulsating fluid, drift, spin history after jumps, an uneven coil
};

struct MovingScan {
  BoldRun bold;
  Eigen::MatrixXd truth;  ///< volumes x 6, as Motion::parameters
};

/// x -> R (x - centre) + centre + trans with R = Rz Ry Rx, as stages/data/motion.h says it; written
/// anew so that the truth shares nothing with what is measured.
inline Eigen::Matrix4d rigid_truth(const Eigen::RowVectorXd& p, const Eigen::Vector3d& centre) {
  const Eigen::Matrix3d rotation = (Eigen::AngleAxisd(p[5], Eigen::Vector3d::UnitZ()) *
                                    Eigen::AngleAxisd(p[4], Eigen::Vector3d::UnitY()) *
                                    Eigen::AngleAxisd(p[3], Eigen::Vector3d::UnitX()))
                                       .toRotationMatrix();
  Eigen::Matrix4d matrix = Eigen::Matrix4d::Identity();
  matrix.topLeftCorner<3, 3>() = rotation;
  matrix.topRightCorner<3, 1>() = centre + p.head<3>().transpose() - rotation * centre;
  return matrix;
}

/// Slow drifts of up to 2 mm and 2 degrees, restlessness, and a jump every 30 volumes.
inline Eigen::MatrixXd drifting_motion(Eigen::Index volumes) {
  RandomStream random(7, 0);
  Eigen::MatrixXd motion(volumes, 6);
  Eigen::Matrix<double, 1, 6> jumps = Eigen::Matrix<double, 1, 6>::Zero();
  for (Eigen::Index t = 0; t < volumes; ++t) {
    if (t % 30 == 17) {
      for (double& jump : jumps) jump = 0.6 * random.normal();
    }
    const double x = static_cast<double>(t) / static_cast<double>(volumes);
    for (int i = 0; i < 6; ++i) {
      const double drift = 2.0 * std::sin(std::numbers::pi * (0.3 + 0.2 * i) * x + 0.4 * i * x);
      motion(t, i) = std::clamp(drift + jumps[i], -2.5, 2.5) + 0.04 * random.normal();
    }
  }
  motion.rightCols<3>() *= std::numbers::pi / 180.0;
  return motion;
}

/// Colin27 as EPI sees it: fluid bright, white matter dark, little outside the brain; blurred to
/// the scan's resolution, so that it can be evaluated anywhere with hardly an error.
class Head {
 public:
  explicit Head(const std::filesystem::path& templates)
      : image_(read_volume(templates / "ch2.nii.gz")) {
    const Volume brain = read_volume(templates / "ch2bet.nii.gz");
    const float white = 110.0F;
    for (std::size_t i = 0; i < image_.values.size(); ++i) {
      const float t1 = std::min(image_.values[i] / white, 1.3F);
      image_.values[i] = brain.values[i] > 0.0F ? 1500.0F - 650.0F * t1 : 250.0F * t1;
    }
    for (int axis = 0; axis < 3; ++axis) blur(axis);
    voxel_from_world_ = image_.grid.world_from_voxel.inverse();
  }

  /// Catmull–Rom interpolation; 0 outside.
  double at(const Eigen::Vector3d& mm) const {
    const Eigen::Vector3d voxel = (voxel_from_world_ * mm.homogeneous()).head<3>();
    std::array<std::array<double, 4>, 3> weights{};
    std::array<int, 3> first{};
    for (std::size_t axis = 0; axis < 3; ++axis) {
      const double whole = std::floor(voxel[static_cast<Eigen::Index>(axis)]);
      const double t = voxel[static_cast<Eigen::Index>(axis)] - whole;
      first[axis] = static_cast<int>(whole) - 1;
      if (first[axis] < 0 || first[axis] + 3 >= image_.grid.dims[axis]) return 0.0;
      weights[axis] = {0.5 * (-t + 2 * t * t - t * t * t),
                       0.5 * (2 - 5 * t * t + 3 * t * t * t),
                       0.5 * (t + 4 * t * t - 3 * t * t * t),
                       0.5 * (-t * t + t * t * t)};
    }
    double sum = 0.0;
    for (int k = 0; k < 4; ++k) {
      for (int j = 0; j < 4; ++j) {
        const float* row =
            image_.values.data() + image_.grid.index(first[0], first[1] + j, first[2] + k);
        double along = 0.0;
        for (std::size_t i = 0; i < 4; ++i) along += weights[0][i] * static_cast<double>(row[i]);
        sum += along * weights[1][static_cast<std::size_t>(j)] *
               weights[2][static_cast<std::size_t>(k)];
      }
    }
    return sum;
  }

 private:
  /// Full width 3.4 mm on the 1 mm grid.
  void blur(int axis) {
    constexpr double sigma = 3.4 / 2.3548;
    constexpr int radius = 5;
    std::size_t stride = 1;
    for (int a = 0; a < axis; ++a)
      stride *= static_cast<std::size_t>(image_.grid.dims[static_cast<std::size_t>(a)]);
    std::vector<float> result(image_.values.size(), 0.0F);
    double total = 0.0;
    for (int d = -radius; d <= radius; ++d) total += std::exp(-0.5 * d * d / (sigma * sigma));
    for (int d = -radius; d <= radius; ++d) {
      const auto weight = static_cast<float>(std::exp(-0.5 * d * d / (sigma * sigma)) / total);
      const auto shift = static_cast<std::ptrdiff_t>(stride) * d;
      for (std::size_t i = 0; i < result.size(); ++i) {
        const auto from = static_cast<std::ptrdiff_t>(i) + shift;
        if (from >= 0 && from < static_cast<std::ptrdiff_t>(result.size())) {
          result[i] += weight * image_.values[static_cast<std::size_t>(from)];
        }
      }
    }
    image_.values = std::move(result);
  }

  Volume image_;
  Eigen::Matrix4d voxel_from_world_;
};

/// 64 x 64 x 36 oblique voxels of 3.4 x 3.4 x 4 mm by the rows of `motion`.
inline MovingScan moving_scan(const Head& head,
                              const Eigen::MatrixXd& motion,
                              Disturbance disturbance) {
  const bool alive = disturbance == Disturbance::physiology;
  MovingScan scan;
  scan.truth = motion;
  scan.bold.repetition_time_s = 2.0;
  scan.bold.grid.dims = {64, 64, 36};
  Grid& grid = scan.bold.grid;
  const Eigen::Vector3d middle(0, -17, 12);
  Eigen::Matrix4d box = Eigen::Matrix4d::Identity();
  box.diagonal().head<3>() << -3.4, 3.4, 4.0;
  box.topRightCorner<3, 1>() << 0.5 * 63 * 3.4, -0.5 * 63 * 3.4, -0.5 * 35 * 4.0;
  Eigen::RowVectorXd tilt = Eigen::RowVectorXd::Zero(6);
  tilt.head<3>() = middle.transpose();
  tilt[3] = -0.17;
  grid.world_from_voxel = rigid_truth(tilt, Eigen::Vector3d::Zero()) * box;
  scan.bold.values.resize(static_cast<Eigen::Index>(grid.voxel_count()), motion.rows());
  parallel_for(static_cast<std::size_t>(motion.rows()), 1, [&](std::size_t begin, std::size_t) {
    const auto t = static_cast<Eigen::Index>(begin);
    RandomStream random(8, begin);
    const Eigen::Matrix4d place = rigid_truth(motion.row(t), middle) * grid.world_from_voxel;
    const double drift =
        alive ? 1.0 + 0.01 * static_cast<double>(t) / static_cast<double>(motion.rows()) : 1.0;
    const double pulse = alive ? 0.02 * random.normal() : 0.0;
    const bool jumped = t > 0 && (motion.row(t) - motion.row(t - 1)).head<3>().norm() > 0.4;
    Eigen::Index row = 0;
    for (int k = 0; k < 36; ++k) {
      const double history = alive && jumped ? 1.0 - 0.03 * random.uniform() : 1.0;
      for (int j = 0; j < 64; ++j) {
        for (int i = 0; i < 64; ++i, ++row) {
          double value = head.at((place * Eigen::Vector4d(i, j, k, 1)).head<3>());
          if (alive) {
            const double fluid = std::clamp((value - 1000.0) / 400.0, 0.0, 1.0);
            value *= drift * history * (1.0 + pulse * fluid) * std::exp(0.15 * (j - 32) / 32.0);
          }
          scan.bold.values(row, t) = static_cast<float>(value + 1000.0 / 60.0 * random.normal());
        }
      }
    }
  });
  return scan;
}

/// How far found motion lies from the truth, once one constant offset of the reference (the mean
/// error) is taken off.
struct MotionError {
  double rms_mm = 0.0;      ///< per axis
  double rms_deg = 0.0;     ///< per axis
  double largest_mm = 0.0;  ///< length of the translation error of the worst volume
};

inline MotionError motion_error(const Eigen::MatrixXd& found, const Eigen::MatrixXd& truth) {
  const Eigen::Index volumes = truth.rows();
  Eigen::MatrixXd error(volumes, 6);
  for (Eigen::Index t = 0; t < volumes; ++t) {
    const Eigen::Matrix4d difference = rigid_truth(found.row(t), Eigen::Vector3d::Zero()) *
                                       rigid_truth(truth.row(t), Eigen::Vector3d::Zero()).inverse();
    const Eigen::AngleAxisd turn(Eigen::Matrix3d(difference.topLeftCorner<3, 3>()));
    error.row(t).head<3>() = difference.topRightCorner<3, 1>().transpose();
    error.row(t).tail<3>() = (turn.angle() * turn.axis()).transpose();
  }
  const Eigen::RowVectorXd mean = error.colwise().mean();
  error.rowwise() -= mean;
  const double count = 3.0 * static_cast<double>(volumes);
  return {
      .rms_mm = std::sqrt(error.leftCols<3>().squaredNorm() / count),
      .rms_deg = std::sqrt(error.rightCols<3>().squaredNorm() / count) * 180.0 / std::numbers::pi,
      .largest_mm = error.leftCols<3>().rowwise().norm().maxCoeff()};
}

}  // namespace rewire::benchmarks
