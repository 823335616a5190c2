#pragma once

#include <functional>
#include <span>

#include "stages/data/region_series.h"
#include "stages/data/scan_atlas.h"
#include "stages/data/volume.h"
#include "stages/parcellate/parcellate.h"

namespace rewire {

/// A scan that comes volume by volume.
struct VolumeStream {
  Grid grid;
  Eigen::Index volumes = 0;
  double repetition_time_s = 0.0;
  /// Puts the next volume (grid.voxel_count() values) there; false behind the last one.
  std::function<bool(std::span<float>)> next;
};

/// parcellate_raw() of the voxels inside `mask` of a scan that is never in memory as a whole: equal
/// but for the rounding of sums. Needs memory for a few volumes. Throws InputError for what
/// check_parcellate_stream() says and for values that are not finite.
RegionSeries parcellate_stream(const VolumeStream& scan,
                               const Mask& mask,
                               const ScanAtlas& atlas,
                               const ParcellateParams& params);
std::vector<Problem> check_parcellate_stream(const VolumeStream& scan,
                                             const Mask& mask,
                                             const ScanAtlas& atlas);

}  // namespace rewire
