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

}  // namespace rewire::testing
