#pragma once

#include <array>
#include <string>
#include <vector>

#include "stages/core/stage.h"
#include "stages/data/denoised.h"
#include "stages/data/scan_atlas.h"

namespace rewire {

struct ParcellateParams {
  double minimum_coverage = 0.5;
};

void fields(FieldVisitor& visitor, ParcellateParams& params);

/// `denoised` and `before` must share mask and volumes, and lie on the atlas' grid.
std::vector<Problem> check_parcellate(const Denoised& denoised,
                                      const MaskedBold& before,
                                      const ScanAtlas& atlas,
                                      const ParcellateParams& params);

/// The mean series of every region, in double, over its voxels inside the mask that have signal,
/// that is, whose series in `before` (the scan before denoising) is not constant.
///
/// Coverage is their number divided by ScanAtlas::expected_voxels, at most 1. A region without such
/// a voxel, or with less than minimum_coverage, is NaN with a missing_reason. tSNR of a voxel is
/// its mean divided by the standard deviation around a straight line (volumes - 2 degrees of
/// freedom), over all volumes of `before`; of a region, the median over its voxels with signal (NaN
/// with fewer than three volumes or without a voxel). Throws InputError when no region has a voxel.
RegionSeries parcellate(const Denoised& denoised,
                        const MaskedBold& before,
                        const ScanAtlas& atlas,
                        const ParcellateParams& params);

/// The same of a scan that was not denoised (for denoise_series, or on its own): every volume is
/// kept and the degrees of freedom are unknown (0).
RegionSeries parcellate_raw(const MaskedBold& bold,
                            const ScanAtlas& atlas,
                            const ParcellateParams& params);
std::vector<Problem> check_parcellate_raw(const MaskedBold& bold,
                                          const ScanAtlas& atlas,
                                          const ParcellateParams& params);

inline constexpr std::array<Paper, 1> parcellate_papers{{
    {"Murphy K, Bodurka J, Bandettini PA",
     2007,
     "How long to scan? The relationship between fMRI temporal signal to noise ratio and necessary "
     "scan duration",
     "10.1016/j.neuroimage.2006.09.032",
     "temporal signal-to-noise ratio; here around a straight line"},
}};

inline constexpr Stage<RegionSeries, ParcellateParams, Denoised, MaskedBold, ScanAtlas>
    parcellate_stage{"parcellate",
                     1,
                     "Average the voxels of every region, with coverage and tSNR",
                     &parcellate,
                     &check_parcellate,
                     parcellate_papers};

inline constexpr Stage<RegionSeries, ParcellateParams, MaskedBold, ScanAtlas> parcellate_raw_stage{
    "parcellate_raw",
    1,
    "Average the voxels of every region of a scan that was not denoised",
    &parcellate_raw,
    &check_parcellate_raw,
    {}};

}  // namespace rewire
