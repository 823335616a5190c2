#pragma once

#include <vector>

#include "stages/core/fields.h"
#include "stages/core/stage.h"
#include "stages/data/scan_atlas.h"
#include "stages/data/scan_space.h"

namespace rewire {

struct AtlasToScanParams {};

void fields(FieldVisitor& visitor, AtlasToScanParams& params);

std::vector<Problem> check_atlas_to_scan(const Atlas& atlas,
                                         const ScanSpace& space,
                                         const AtlasToScanParams& params);

/// The label under each voxel centre of the scan, in one nearest-neighbour step through affine and
/// warp; 0 outside the atlas. Throws NumericalError when no region meets the scan.
ScanAtlas atlas_to_scan(const Atlas& atlas,
                        const ScanSpace& space,
                        const AtlasToScanParams& params);

extern const Stage<ScanAtlas, AtlasToScanParams, Atlas, ScanSpace> atlas_to_scan_stage;

}  // namespace rewire
