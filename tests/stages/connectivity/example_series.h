#pragma once

#include <Eigen/Core>
#include <string>

#include "stages/core/random.h"
#include "stages/data/region_series.h"

namespace rewire::testing {

inline RegionSeries series_of(const Eigen::MatrixXd& values) {
  RegionSeries series;
  series.atlas = "Example";
  series.values = values;
  series.repetition_time_s = 2.0;
  series.kept.assign(static_cast<std::size_t>(values.rows()), 1);
  series.regions.resize(static_cast<std::size_t>(values.cols()));
  for (std::size_t i = 0; i < series.regions.size(); ++i) {
    series.regions[i].region.label = static_cast<std::int32_t>(i + 1);
    series.regions[i].region.name = "region" + std::to_string(i + 1);
  }
  return series;
}

inline Eigen::MatrixXd noise(Eigen::Index volumes, Eigen::Index regions, std::uint64_t seed = 11) {
  RandomStream random(seed, 0);
  Eigen::MatrixXd values(volumes, regions);
  for (double& value : values.reshaped()) value = random.normal();
  return values;
}

}  // namespace rewire::testing
