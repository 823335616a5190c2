#include "pipeline/simulate/distortion.h"

namespace rewire::simulation {

double voxels_per_hertz(const SimulateParams& params, const Grid& grid, BlipDirection direction) {
  const double sign = direction == BlipDirection::j ? 1.0 : -1.0;
  return sign * params.echo_spacing_s * grid.dims[1];
}

double peak_off_resonance_hz(const SimulateParams& params, const Grid& grid) {
  const double mm_per_hertz =
      voxels_per_hertz(params, grid, BlipDirection::j) * grid.spacing_mm()[1];
  return params.distortion_mm / mm_per_hertz;
}

double off_resonance_hz(const Shape& shape, double peak_hz, const Eigen::Vector3d& point_mm) {
  if (peak_hz == 0.0) return 0.0;
  return peak_hz * signal_loss(template_from_participant(shape, point_mm));
}

EpiView epi_view(const SimulateParams& params,
                 const ScanGeometry& geometry,
                 BlipDirection direction) {
  const Eigen::Vector3d line = geometry.t1w_from_bold.topLeftCorner<3, 3>() *
                               geometry.grid.world_from_voxel.block<3, 1>(0, 1);
  return {.dropout = params.dropout,
          .peak_hz = peak_off_resonance_hz(params, geometry.grid),
          .mm_per_hz = voxels_per_hertz(params, geometry.grid, direction) * line};
}

Eigen::Vector3d undistorted(const Shape& shape,
                            const EpiView& view,
                            const Eigen::Vector3d& seen_mm) {
  if (view.peak_hz == 0.0) return seen_mm;
  // The displacement changes by less than its own length from one place to another, so that the
  // repetition closes in on the only place that appears here.
  Eigen::Vector3d tissue_mm = seen_mm;
  constexpr int rounds = 60;
  constexpr double close_mm = 1e-4;
  for (int round = 0; round < rounds; ++round) {
    const Eigen::Vector3d next =
        seen_mm - view.mm_per_hz * off_resonance_hz(shape, view.peak_hz, tissue_mm);
    const double step_mm = (next - tissue_mm).norm();
    tissue_mm = next;
    if (step_mm < close_mm) break;
  }
  return tissue_mm;
}

double squeeze(const Shape& shape, const EpiView& view, const Eigen::Vector3d& point_mm) {
  if (view.peak_hz == 0.0) return 1.0;
  const Eigen::Vector3d along = 0.5 * view.mm_per_hz.normalized();
  const double slope = off_resonance_hz(shape, view.peak_hz, point_mm + along) -
                       off_resonance_hz(shape, view.peak_hz, point_mm - along);
  return 1.0 / (1.0 + slope * view.mm_per_hz.norm());
}

}  // namespace rewire::simulation
