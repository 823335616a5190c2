#pragma once

#include <array>
#include <vector>

#include "stages/core/stage.h"
#include "stages/data/local_activity.h"
#include "stages/data/region_series.h"
#include "stages/data/scan_atlas.h"

namespace rewire {

struct LocalActivityParams {
  double minimum_tsnr = 10.0;
};

void fields(FieldVisitor& visitor, LocalActivityParams& params);

std::vector<Problem> check_local_activity(const ActivityMaps& amplitude,
                                          const ActivityMaps& homogeneity,
                                          const RegionSeries& series,
                                          const ScanAtlas& atlas,
                                          const LocalActivityParams& params);

/// The maps' mean over every region's voxels that have a number, in the scan's unit, as a distance
/// from the brain's mean in its standard deviations (z), and as a ratio to the brain's mean (mALFF,
/// mfALFF, mReHo). Mean and standard deviation are over all voxels of the mask that have a number.
///
/// A region that is missing in `series` (coverage), whose tSNR there is below minimum_tsnr, or that
/// has no voxel with a number is NaN with a missing_reason; an unknown tSNR passes. Throws
/// InputError for what check_local_activity finds.
LocalActivity local_activity(const ActivityMaps& amplitude,
                             const ActivityMaps& homogeneity,
                             const RegionSeries& series,
                             const ScanAtlas& atlas,
                             const LocalActivityParams& params);

inline constexpr std::array<Paper, 1> local_activity_papers{{
    {"Zuo XN, Di Martino A, Kelly C, Shehzad ZE, Gee DG, Klein DF, Castellanos FX, Biswal BB, "
     "Milham MP",
     2010,
     "The oscillating brain: complex and reliable",
     "10.1016/j.neuroimage.2009.09.037",
     "standardisation over the brain"},
}};

inline constexpr Stage<LocalActivity,
                       LocalActivityParams,
                       ActivityMaps,
                       ActivityMaps,
                       RegionSeries,
                       ScanAtlas>
    local_activity_stage{"local_activity",
                         1,
                         "Average local activity over every region, raw and standardised",
                         &local_activity,
                         &check_local_activity,
                         local_activity_papers};

}  // namespace rewire
