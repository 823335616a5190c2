#pragma once

#include <Eigen/Core>
#include <vector>

#include "pipeline/simulate/anatomy.h"
#include "pipeline/simulate/head_motion.h"
#include "pipeline/simulate/physiology.h"
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

/// What of one scan is the scanner's own.
struct Coil {
  /// The signal is multiplied by exp(receive_bias * receive_slope . place); place counts from -1 to
  /// 1 along the voxel axes.
  Eigen::Vector3d receive_slope = Eigen::Vector3d::Zero();
  std::vector<double> spike_share;  ///< per slice: how much of a spin-history spike it shows
};
Coil draw_coil(const ScanGeometry& geometry, RandomStream& random);

/// When each group of slices is excited, ascending.
std::vector<double> group_times_s(const ScanGeometry& geometry);

/// One scan. Voxel (i, j, k) of volume t shows the head at t1w_from_bold * reference_from_volume(t)
/// * world: the head is evaluated at the moved places, no image is resampled. The head is still
/// while a volume is taken. `signals` are those of draw_region_signals, `physiology` is of
/// group_times_s().
BoldRun make_bold(const HeadMap& map,
                  const ScanGeometry& geometry,
                  const HeadMotion& head,
                  const Eigen::MatrixXd& signals,
                  const Physiology& physiology,
                  const Coil& coil,
                  const SimulateParams& params,
                  std::size_t participant,
                  std::size_t session);

}  // namespace rewire::simulation
