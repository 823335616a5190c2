#include <cmath>
#include <numbers>

#include "pipeline/simulate/rigid.h"
#include "pipeline/simulate/scan.h"
#include "pipeline/simulate/streams.h"

namespace rewire::simulation {
namespace {

/// Field of view that holds a whole brain with cerebellum, and its middle in the world.
const Eigen::Vector3d field_mm(192, 216, 168);
const Eigen::Vector3d field_centre(0, -17, 12);
constexpr double slab_tilt_rad = -10.0 * std::numbers::pi / 180.0;

/// Even slices first, then odd ones; slices that are `groups` apart are excited together.
std::vector<double> interleaved_times(int slices, int multiband, double repetition_time_s) {
  const int groups = slices / multiband;
  std::vector<double> times(static_cast<std::size_t>(slices));
  for (int k = 0; k < slices; ++k) {
    const int in_group = k % groups;
    const int order = in_group % 2 == 0 ? in_group / 2 : (groups + 1) / 2 + in_group / 2;
    times[static_cast<std::size_t>(k)] = repetition_time_s * order / groups;
  }
  return times;
}

}  // namespace

ScanGeometry draw_geometry(const SimulateParams& params,
                           std::size_t participant,
                           std::size_t session) {
  ScanGeometry geometry;
  Grid& grid = geometry.grid;
  const double voxel = params.voxel_mm;
  const int multiband = static_cast<int>(params.multiband_factor);
  for (int axis = 0; axis < 3; ++axis) {
    grid.dims[static_cast<std::size_t>(axis)] = static_cast<int>(std::ceil(field_mm[axis] / voxel));
  }
  grid.dims[2] = (grid.dims[2] + multiband - 1) / multiband * multiband;
  Eigen::Matrix<double, 6, 1> tilt = Eigen::Matrix<double, 6, 1>::Zero();
  tilt[3] = slab_tilt_rad;
  Eigen::Matrix4d box = Eigen::Matrix4d::Identity();
  box.diagonal().head<3>() << -voxel, voxel, voxel;
  for (int axis = 0; axis < 3; ++axis) {
    const double middle = 0.5 * (grid.dims[static_cast<std::size_t>(axis)] - 1);
    box(axis, 3) = field_centre[axis] - box(axis, axis) * middle;
  }
  grid.world_from_voxel = rigid_about(field_centre, tilt) * box;
  geometry.slice_times_s = interleaved_times(grid.dims[2], multiband, params.repetition_time_s);

  RandomStream random = stream(params.seed, Draw::pose, participant, session);
  geometry.t1w_from_bold = rigid_about(field_centre, draw_pose(params, 0.6, random));
  return geometry;
}

}  // namespace rewire::simulation
