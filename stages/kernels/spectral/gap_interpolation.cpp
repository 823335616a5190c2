#include "stages/kernels/spectral/gap_interpolation.h"

#include <Eigen/LU>
#include <cmath>
#include <numbers>

namespace rewire {
namespace {

/// Amplitude of frequencies above the band against those within. A smaller one would give back a
/// sine of the band more exactly, and blow up the noise of real series inside long gaps.
constexpr double amplitude_outside = 0.2;

/// The covariance of two volumes by their distance, under equal variance of all frequencies up to
/// high_hz. The period is twice the run, so that its two ends are not neighbours.
Eigen::VectorXd covariance(Eigen::Index volumes, double repetition_time_s, double high_hz) {
  const Eigen::Index period = 2 * volumes;
  Eigen::VectorXd by_distance = Eigen::VectorXd::Zero(volumes);
  for (Eigen::Index k = 1; k <= volumes; ++k) {
    const double frequency_hz =
        static_cast<double>(k) / (static_cast<double>(period) * repetition_time_s);
    const double weight =
        frequency_hz <= high_hz * (1.0 + 1e-9) ? 1.0 : amplitude_outside * amplitude_outside;
    for (Eigen::Index t = 0; t < volumes; ++t) {
      const double turns = static_cast<double>((k * t) % period) / static_cast<double>(period);
      by_distance[t] += weight * std::cos(2.0 * std::numbers::pi * turns);
    }
  }
  return by_distance / static_cast<double>(volumes);
}

}  // namespace

Eigen::MatrixXd gap_interpolation(Eigen::Index volumes,
                                  double repetition_time_s,
                                  const std::vector<Eigen::Index>& kept,
                                  std::optional<double> high_hz) {
  const auto count = static_cast<Eigen::Index>(kept.size());
  const Eigen::VectorXd by_distance =
      covariance(volumes, repetition_time_s, high_hz.value_or(0.25 / repetition_time_s));
  // Kriging with a line as the mean: [K L; Lᵀ 0] [w; m] = [k; l] for every volume.
  Eigen::MatrixXd system = Eigen::MatrixXd::Zero(count + 2, count + 2);
  Eigen::MatrixXd targets(count + 2, volumes);
  for (Eigen::Index i = 0; i < count; ++i) {
    const Eigen::Index row = kept[static_cast<std::size_t>(i)];
    for (Eigen::Index j = 0; j < count; ++j) {
      system(i, j) = by_distance[std::abs(row - kept[static_cast<std::size_t>(j)])];
    }
    const double time = static_cast<double>(row) / static_cast<double>(volumes) - 0.5;
    system(i, count) = system(count, i) = 1.0;
    system(i, count + 1) = system(count + 1, i) = time;
    for (Eigen::Index t = 0; t < volumes; ++t) targets(i, t) = by_distance[std::abs(row - t)];
  }
  for (Eigen::Index t = 0; t < volumes; ++t) {
    targets(count, t) = 1.0;
    targets(count + 1, t) = static_cast<double>(t) / static_cast<double>(volumes) - 0.5;
  }
  Eigen::MatrixXd map = system.partialPivLu().solve(targets).topRows(count).transpose();
  // A kept volume is itself, without the rounding of the solution.
  for (Eigen::Index i = 0; i < count; ++i) {
    map.row(kept[static_cast<std::size_t>(i)]).setZero();
    map(kept[static_cast<std::size_t>(i)], i) = 1.0;
  }
  return map;
}

}  // namespace rewire
