#pragma once

#include <Eigen/Core>
#include <cstdint>
#include <span>
#include <vector>

#include "stages/data/bold_run.h"

namespace rewire {

/// How far each volume, scaled to the same total, lies from the mean of all (squared); those before
/// the steady state, whose contrast is another, lie farthest.
Eigen::VectorXf outlyingness(const BoldRun& bold);

/// At most `most` volumes, ascending and spread over the scan, of the half that is least outlying.
std::vector<Eigen::Index> calm_volumes(const Eigen::VectorXf& distance, std::size_t most);

/// A robust mean of aligned volumes, and how reliable each voxel is.
struct MotionReference {
  std::vector<float> mean;     ///< without the lowest and the highest tenth
  std::vector<float> weights;  ///< 1 / variance over time, 1 at the most; 0 outside the mask
};

/// From aligned volumes (voxels x volumes). A voxel's weight falls with the square of how much its
/// interquartile range exceeds the usual one inside the mask.
MotionReference make_motion_reference(const Eigen::MatrixXf& aligned,
                                      std::span<const std::uint8_t> mask);

}  // namespace rewire
