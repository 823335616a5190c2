#pragma once

#include <cmath>
#include <numbers>

#include "stages/core/random.h"
#include "stages/denoise/denoise.h"

namespace rewire::testing {

inline constexpr Eigen::Index volumes = 200;
inline constexpr double repetition_time_s = 2.0;

inline Eigen::VectorXd noise(std::uint64_t stream) {
  RandomStream random(7, stream);
  Eigen::VectorXd values(volumes);
  for (double& value : values) value = random.normal();
  return values;
}

inline Eigen::VectorXd sine(int cycles) {
  return (Eigen::ArrayXd::LinSpaced(volumes, 0, volumes - 1) * 2.0 * std::numbers::pi * cycles /
          static_cast<double>(volumes))
      .sin();
}

inline Confounds six_motion_columns() {
  Confounds confounds;
  std::uint64_t stream = 100;
  for (const char* name : {"trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"}) {
    confounds.add(name, noise(stream++));
  }
  return confounds;
}

inline MaskedBold scan_of(const Eigen::MatrixXd& voxels) {
  MaskedBold bold;
  bold.mask.grid.dims = {static_cast<int>(voxels.rows()), 1, 1};
  bold.mask.inside.assign(static_cast<std::size_t>(voxels.rows()), 1);
  bold.values = voxels.cast<float>();
  bold.repetition_time_s = repetition_time_s;
  return bold;
}

inline MaskedBold random_scan(Eigen::Index count) {
  Eigen::MatrixXd voxels(count, volumes);
  for (Eigen::Index v = 0; v < count; ++v) {
    voxels.row(v) = noise(static_cast<std::uint64_t>(v)).transpose().array() + 1000.0;
  }
  return scan_of(voxels);
}

inline Strategy strategy_of(std::vector<std::string> columns) {
  Strategy strategy;
  strategy.name = "test";
  strategy.columns = std::move(columns);
  return strategy;
}

inline Strategy six_motion() {
  return strategy_of({"trans_x", "trans_y", "trans_z", "rot_x", "rot_y", "rot_z"});
}

/// Motion, with every fifth volume above 0.5 mm of framewise displacement.
inline Confounds motion_with_spikes() {
  Confounds confounds = six_motion_columns();
  Eigen::VectorXd displacement = Eigen::VectorXd::Constant(volumes, 0.1);
  for (Eigen::Index t = 3; t < volumes; t += 5) displacement[t] = 2.0;
  displacement[0] = std::nan("");
  confounds.add("framewise_displacement", displacement);
  return confounds;
}

}  // namespace rewire::testing
