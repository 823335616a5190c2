#pragma once

#include <Eigen/Core>
#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

#include "stages/data/bold_run.h"
#include "stages/data/motion.h"
#include "stages/data/region_series.h"
#include "stages/data/volume.h"

namespace rewire::testing {

/// 2 x 3 x 4 voxels of 2 mm.
inline Grid example_grid() {
  Grid grid{.dims = {2, 3, 4}};
  grid.world_from_voxel.diagonal().head<3>().setConstant(2.0);
  return grid;
}

inline Grid shifted(Grid grid) {
  grid.world_from_voxel(0, 3) += 1.0;
  return grid;
}

inline Volume example_volume() {
  Volume volume{.grid = example_grid(), .values = std::vector<float>(24)};
  for (std::size_t i = 0; i < 24; ++i) volume.values[i] = static_cast<float>(i);
  return volume;
}

inline Mask example_mask() {
  Mask mask{.grid = example_grid(), .inside = std::vector<std::uint8_t>(24, 1)};
  mask.inside[0] = 0;
  return mask;
}

inline BoldRun example_bold() {
  return {.grid = example_grid(),
          .values = Eigen::MatrixXf::Constant(24, 3, 5.0F),
          .repetition_time_s = 2.0,
          .slice_times_s = {0.0, 0.5, 1.0, 1.5}};
}

inline Motion example_motion() {
  Motion motion{.parameters = Eigen::MatrixXd::Zero(3, 6),
                .framewise_displacement_mm = Eigen::VectorXd::Zero(3),
                .rmsd_mm = Eigen::VectorXd::Zero(3)};
  motion.framewise_displacement_mm(0) = motion.rmsd_mm(0) = std::nan("");
  return motion;
}

inline std::vector<RegionSignal> example_regions() {
  return {
      {.region = {.label = 1, .name = "A"}, .voxel_count = 9, .coverage = 0.9, .tsnr = 50.0},
      {.region = {.label = 2, .name = "B"}, .voxel_count = 8, .coverage = 1.0, .tsnr = 60.0},
      {.region = {.label = 5, .name = "C"}, .missing_reason = "outside the field of view"},
  };
}

inline RegionSeries example_series() {
  RegionSeries series{.atlas = "Test1",
                      .regions = example_regions(),
                      .values = Eigen::MatrixXd(4, 3),
                      .kept = {1, 1, 0, 1},
                      .repetition_time_s = 2.0,
                      .degrees_of_freedom = 2.0};
  series.values << 1, 2, std::nan(""), 2, 1, std::nan(""), 3, 4, std::nan(""), 4, 3, std::nan("");
  return series;
}

}  // namespace rewire::testing
