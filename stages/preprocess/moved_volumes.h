#pragma once

#include <Eigen/Core>
#include <span>
#include <vector>

#include "stages/data/bold_run.h"
#include "stages/data/motion.h"
#include "stages/kernels/registration/moved_volume.h"

namespace rewire {

/// One volume of a scan, without a copy.
std::span<const float> volume_of(const BoldRun& bold, Eigen::Index volume);

/// reference_from_volume of each row of the motion (RAS mm), of a scan on `grid`.
std::vector<Eigen::Matrix4d> reference_from_volumes(const Motion& motion, const Grid& grid);

/// Column i is volume volumes[i] of the scan at the places of the map;
/// reference_from_volume[i] says where it lies. Volumes are spread over the threads.
Eigen::MatrixXf resample_volumes(const BoldRun& bold,
                                 const std::vector<Eigen::Index>& volumes,
                                 const std::vector<Eigen::Matrix4d>& reference_from_volume,
                                 const SamplingMap& map);

/// Mean over the columns from `first` on, summed in double.
std::vector<float> mean_of_columns(const Eigen::MatrixXf& values, Eigen::Index first);

}  // namespace rewire
