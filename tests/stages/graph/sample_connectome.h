#pragma once

#include <Eigen/Core>
#include <string>

#include "stages/core/random.h"
#include "stages/data/connectome.h"

namespace rewire::testing {

inline Connectome connectome_of(const Eigen::MatrixXd& values) {
  Connectome connectome;
  connectome.atlas = "Sample";
  connectome.values = values;
  connectome.regions.resize(static_cast<std::size_t>(values.rows()));
  for (std::size_t i = 0; i < connectome.regions.size(); ++i) {
    connectome.regions[i].region.name = "region" + std::to_string(i + 1);
  }
  return connectome;
}

/// Uniform in (-0.2, 1), symmetric, unit diagonal; no two values are equal.
inline Connectome random_connectome(Eigen::Index regions, std::uint64_t seed) {
  RandomStream random(seed, 0);
  Eigen::MatrixXd values = Eigen::MatrixXd::Identity(regions, regions);
  for (Eigen::Index j = 0; j < regions; ++j) {
    for (Eigen::Index i = 0; i < j; ++i) {
      values(i, j) = values(j, i) = -0.2 + 1.2 * random.uniform();
    }
  }
  return connectome_of(values);
}

inline void leave_out(Connectome& connectome, Eigen::Index region) {
  connectome.regions[static_cast<std::size_t>(region)].missing_reason = "no signal";
  connectome.values.row(region).setConstant(std::numeric_limits<double>::quiet_NaN());
  connectome.values.col(region).setConstant(std::numeric_limits<double>::quiet_NaN());
}

/// Noise with one shared signal.
inline RegionSeries random_series(Eigen::Index volumes, Eigen::Index regions) {
  RandomStream random(17, 0);
  RegionSeries series;
  series.regions = connectome_of(Eigen::MatrixXd::Identity(regions, regions)).regions;
  series.kept.assign(static_cast<std::size_t>(volumes), 1);
  series.kept[3] = 0;
  series.repetition_time_s = 2.0;
  series.values.resize(volumes, regions);
  for (Eigen::Index t = 0; t < volumes; ++t) {
    const double shared = random.normal();
    for (Eigen::Index i = 0; i < regions; ++i) {
      series.values(t, i) = random.normal() + (i % 3 == 0 ? 1.0 : 0.3) * shared;
    }
  }
  return series;
}

/// Pearson's r of all volumes.
inline Connectome connectome_of_series(const RegionSeries& series) {
  Eigen::MatrixXd unit = series.values.rowwise() - series.values.colwise().mean();
  unit.colwise().normalize();
  Eigen::MatrixXd r = unit.transpose() * unit;
  r = r.selfadjointView<Eigen::Upper>();
  r.diagonal().setOnes();
  return connectome_of(r);
}

}  // namespace rewire::testing
