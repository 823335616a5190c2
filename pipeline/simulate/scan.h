#pragma once

#include <Eigen/Core>
#include <vector>

#include "pipeline/simulate/anatomy.h"
#include "pipeline/simulate/head_motion.h"
#include "stages/data/bold_run.h"

namespace rewire::simulation {

/// What the scanner was set to and where the head lay in the first steady volume.
struct ScanGeometry {
  Grid grid;
  std::vector<double> slice_times_s;
  Eigen::Matrix4d t1w_from_bold = Eigen::Matrix4d::Identity();
};

/// An oblique grid with x running to the left, interleaved multiband slices, a random head pose.
ScanGeometry draw_geometry(const SimulateParams& params,
                           std::size_t participant,
                           std::size_t session);

/// One scan. Voxel (i, j, k) of volume t shows the head at t1w_from_bold * reference_from_volume(t)
/// * world: the head is evaluated at the moved places, no image is resampled. `signals` are those
/// of draw_region_signals.
BoldRun make_bold(const HeadMap& map,
                  const ScanGeometry& geometry,
                  const HeadMotion& head,
                  const Eigen::MatrixXd& signals,
                  const SimulateParams& params,
                  std::size_t participant,
                  std::size_t session);

}  // namespace rewire::simulation
