#pragma once

#include <Eigen/Core>

#include "pipeline/simulate/anatomy.h"
#include "pipeline/simulate/scan.h"

namespace rewire::simulation {

/// Phase encoding along the second voxel axis, as BIDS writes it.
enum class BlipDirection { j, j_minus };

/// From anterior to posterior, as scans are taken.
inline constexpr BlipDirection scan_direction = BlipDirection::j_minus;

/// Voxels by which tissue is moved along +j per Hz of its off-resonance: the echo spacing times the
/// number of lines, with the sign of the direction (Jezzard & Balaban 1995,
/// doi:10.1002/mrm.1910340111).
double voxels_per_hertz(const SimulateParams& params, const Grid& grid, BlipDirection direction);

/// Largest off-resonance of a head: what moves tissue by `distortion_mm`.
double peak_off_resonance_hz(const SimulateParams& params, const Grid& grid);

/// Off-resonance at a place of the participant's T1-weighted space. The field is bound to the head.
double off_resonance_hz(const Shape& shape, double peak_hz, const Eigen::Vector3d& point_mm);

/// A scan of `geometry`. The phase-encode axis turns with the head, which is off by the rotation
/// (rad) times the displacement: 0.1 mm at 1 degree and 5 mm.
EpiView epi_view(const SimulateParams& params,
                 const ScanGeometry& geometry,
                 BlipDirection direction);

/// The place of the tissue that appears at `seen_mm`.
Eigen::Vector3d undistorted(const Shape& shape,
                            const EpiView& view,
                            const Eigen::Vector3d& seen_mm);

/// How much brighter tissue at `point_mm` appears because it is squeezed: 1 / (1 + d shift / d x).
double squeeze(const Shape& shape, const EpiView& view, const Eigen::Vector3d& point_mm);

}  // namespace rewire::simulation
