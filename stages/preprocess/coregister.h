#pragma once

#include <vector>

#include "stages/core/fields.h"
#include "stages/core/stage.h"
#include "stages/data/anatomy.h"
#include "stages/data/scan_space.h"
#include "stages/data/volume.h"

namespace rewire {

/// automatic: rigid to the participant's own T1w, affine to the template.
enum class CoregisterTransform { automatic, rigid, affine };

/// boundary: the alignment by mutual information is refined on the white matter's surface.
enum class CoregisterRefinement { none, boundary };

struct CoregisterParams {
  CoregisterTransform transform = CoregisterTransform::automatic;
  CoregisterRefinement refinement = CoregisterRefinement::boundary;
  double boundary_warning = 0.7;
  double dice_warning = 0.8;
  double dice_limit = 0.65;
  double view_warning = 0.9;
};

void fields(FieldVisitor& visitor, CoregisterParams& params);

std::vector<Problem> check_coregister(const Volume& mean,
                                      const Mask& brain,
                                      const Anatomy& anatomy,
                                      const CoregisterParams& params);

/// Registers the scan's mean volume to the anatomy (mutual information; to a T1w with its tissues
/// then by the boundary of the white matter, which is taken back when that costs more, or leads
/// farther than a refinement may; the scan with left and right exchanged must not fit better) and
/// carries brain, white matter and fluid to the scan. `brain` is the scan's own mask. Throws
/// NumericalError when the overlap of both brain masks is below the limit (the registration
/// failed), and when the scan fits clearly better with its sides exchanged.
ScanSpace coregister(const Volume& mean,
                     const Mask& brain,
                     const Anatomy& anatomy,
                     const CoregisterParams& params);

extern const Stage<ScanSpace, CoregisterParams, Volume, Mask, Anatomy> coregister_stage;

}  // namespace rewire
