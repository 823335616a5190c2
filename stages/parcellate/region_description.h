#pragma once

#include <Eigen/Core>
#include <vector>

#include "stages/data/region_series.h"
#include "stages/data/scan_atlas.h"
#include "stages/parcellate/parcellate.h"
#include "stages/parcellate/voxel_signal.h"

namespace rewire {

/// Per region, the rows of the scan's matrix that are its voxels with signal, ascending.
using RegionRows = std::vector<std::vector<Eigen::Index>>;

/// `signal` holds the voxels inside `mask`, which lies on the atlas' grid.
RegionRows region_rows(const Mask& mask, const ScanAtlas& atlas, const VoxelSignal& signal);

/// Voxel counts, coverage, tSNR, and why a region is missing.
std::vector<RegionSignal> describe_regions(const ScanAtlas& atlas,
                                           const RegionRows& rows,
                                           const VoxelSignal& signal,
                                           const ParcellateParams& params);

/// Throws InputError when no region has a voxel with signal: an atlas that misses the scan is no
/// result of missing regions.
void require_a_region(const ScanAtlas& atlas, const RegionRows& rows);

}  // namespace rewire
