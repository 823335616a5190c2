#pragma once

#include <vector>

#include "stages/core/fields.h"
#include "stages/core/stage.h"
#include "stages/data/anatomy.h"
#include "stages/data/brain_overlap.h"
#include "stages/data/brain_template.h"
#include "stages/data/scan_space.h"

namespace rewire {

struct BrainOverlapParams {};

void fields(FieldVisitor& visitor, BrainOverlapParams& params);

/// `brain` is the scan's own mask, on the grid of `space`; the template is the one that the anatomy
/// was registered to.
std::vector<Problem> check_brain_overlap(const Mask& brain,
                                         const ScanSpace& space,
                                         const Anatomy& anatomy,
                                         const BrainTemplate& brain_template,
                                         const BrainOverlapParams& params);

/// How much the scan's own brain shares with the anatomical brain (on the scan's grid, as the gate
/// of coregister() does) and, carried to the template, with the template's (on the template's grid,
/// so that what the scan's field of view cuts off counts as missing).
BrainOverlap brain_overlap(const Mask& brain,
                           const ScanSpace& space,
                           const Anatomy& anatomy,
                           const BrainTemplate& brain_template,
                           const BrainOverlapParams& params);

extern const Stage<BrainOverlap, BrainOverlapParams, Mask, ScanSpace, Anatomy, BrainTemplate>
    brain_overlap_stage;

}  // namespace rewire
