#pragma once

#include "stages/data/anatomy.h"
#include "stages/data/scan_space.h"
#include "stages/preprocess/coregister.h"

// Whether a scan came onto its anatomy: what is odd is a warning of the place, with its number, and
// what has failed is thrown.
namespace rewire {

/// By the white matter's surface. Throws NumericalError when the scan fits clearly better with its
/// sides exchanged.
void judge_boundary(ScanSpace& space, const CoregisterParams& params);

/// By the overlap of the brain masks. Throws NumericalError when it is below the limit.
void judge_overlap(ScanSpace& space, const Anatomy& anatomy, const CoregisterParams& params);

/// By how much of the brain the scan sees.
void judge_view(ScanSpace& space, const Anatomy& anatomy, const CoregisterParams& params);

/// Tissues without a voxel to take a mean of.
void warn_of_empty(ScanSpace& space);

}  // namespace rewire
