#pragma once

#include <Eigen/Core>
#include <array>
#include <cstdint>
#include <span>
#include <vector>

#include "stages/kernels/registration/bspline.h"
#include "stages/kernels/registration/image_view.h"

namespace rewire {

/// What stands for the places that a volume's field of view does not reach.
enum class BeyondView { nearest_voxel, zero };

/// Which place of a scan's reference each voxel of an output shows, and what else lies between that
/// place and where a volume recorded it. The same map serves every volume of the scan.
struct SamplingMap {
  std::array<int, 3> dims{0, 0, 0};                                    ///< of the output
  Eigen::Matrix4d reference_from_voxel = Eigen::Matrix4d::Identity();  ///< output voxel -> mm
  std::vector<float> displacement_mm;  ///< x, y, z per output voxel, added in mm; empty: none
  std::vector<float> shift_voxels;     ///< per output voxel, added along `shift_axis`; empty: none
  int shift_axis = 1;                  ///< of the volume's voxel axes
  std::vector<float> modulation;       ///< factor per output voxel; empty: 1
  BeyondView beyond = BeyondView::nearest_voxel;

  std::size_t voxel_count() const {
    return static_cast<std::size_t>(dims[0]) * static_cast<std::size_t>(dims[1]) *
           static_cast<std::size_t>(dims[2]);
  }
};

/// The output itself as the map's place: nothing but motion lies between.
SamplingMap sampling_map(const Lattice& output);

/// Adds a distortion that is known on `reference`: each output voxel takes the shift (and, with
/// `modulate`, 1 + d shift / d axis) of its place in the reference by linear interpolation; beyond
/// the reference the nearest voxel counts.
enum class Modulate { no, yes };
void add_shift(SamplingMap& map,
               const Lattice& reference,
               std::span<const float> shift_voxels,
               int axis,
               Modulate modulate);

/// One volume at all places of the map, with one interpolation (cubic B-spline):
/// output(x) = modulation(x) * volume(volume_voxel_from_reference * place(x) + shift(x)).
void resample_moved(const CubicSpline& volume,
                    const Eigen::Matrix4d& volume_voxel_from_reference,
                    const SamplingMap& map,
                    std::span<float> output);

}  // namespace rewire
