#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "stages/core/stage.h"
#include "stages/data/brain_overlap.h"
#include "stages/data/confounds.h"
#include "stages/data/denoised.h"
#include "stages/data/region_series.h"
#include "stages/data/scan_atlas.h"
#include "stages/data/scan_quality.h"
#include "stages/data/scan_space.h"

namespace rewire {

struct QualityParams {
  std::int64_t carpet_rows = 300;
};

void fields(FieldVisitor& visitor, QualityParams& params);

std::vector<Problem> check_quality(const MaskedBold& before,
                                   const Denoised& denoised,
                                   const Confounds& confounds,
                                   const ScanSpace& space,
                                   const BrainOverlap& overlap,
                                   const RegionSeries& series,
                                   const ScanAtlas& atlas,
                                   const QualityParams& params);

/// The quality of one scan before and after denoising, under the names of XCP-D's linc_qc table
/// where it has one for them; a number that cannot be known is NaN.
///
/// DVARS before and after is over the same voxels and in the same unit: the scan scaled so that the
/// median of the voxels' means is 1000. After denoising, DVARS and everything made from it is over
/// the pairs of neighbouring volumes that are both kept. Framewise displacement is the confounds'
/// column of that name; relative RMS is their rmsd, else Jenkinson's of trans_* and rot_* (80 mm,
/// about the centre of the motion parameters). Coverage of a structure is the mean of its regions',
/// by the voxels that are expected of them. tSNR is the median over the regions of `series`. The
/// carpet has at most carpet_rows voxels, evenly spaced over the brain in order of tissue, region
/// and place. `denoised` is in the scan's own scale.
ScanQuality scan_quality(const MaskedBold& before,
                         const Denoised& denoised,
                         const Confounds& confounds,
                         const ScanSpace& space,
                         const BrainOverlap& overlap,
                         const RegionSeries& series,
                         const ScanAtlas& atlas,
                         const QualityParams& params);

inline constexpr std::array<Paper, 4> quality_papers{{
    {"Power JD, Barnes KA, Snyder AZ, Schlaggar BL, Petersen SE",
     2012,
     "Spurious but systematic correlations in functional connectivity MRI networks arise from "
     "subject motion",
     "10.1016/j.neuroimage.2011.10.018",
     "framewise displacement and DVARS"},
    {"Saad ZS, Reynolds RC, Jo HJ, Gotts SJ, Chen G, Martin A, Cox RW",
     2013,
     "Correcting brain-wide correlation differences in resting-state FMRI",
     "10.1089/brain.2013.0156",
     "global correlation"},
    {"Jenkinson M, Bannister P, Brady M, Smith S",
     2002,
     "Improved optimization for the robust and accurate linear registration and motion correction "
     "of brain images",
     "10.1006/nimg.2002.1132",
     "root mean square displacement of a sphere"},
    {"Power JD",
     2017,
     "A simple but useful way to assess fMRI scan qualities",
     "10.1016/j.neuroimage.2016.08.009",
     "carpet of voxels against time"},
}};

inline constexpr Stage<ScanQuality,
                       QualityParams,
                       MaskedBold,
                       Denoised,
                       Confounds,
                       ScanSpace,
                       BrainOverlap,
                       RegionSeries,
                       ScanAtlas>
    quality_stage{"quality",
                  3,
                  "Measure motion, artefacts and coverage before and after denoising",
                  &scan_quality,
                  &check_quality,
                  quality_papers};

}  // namespace rewire
