#pragma once

#include <string>
#include <vector>

#include "stages/core/fields.h"
#include "stages/core/stage.h"
#include "stages/data/atlas.h"
#include "stages/data/bold_run.h"
#include "stages/data/distortion.h"
#include "stages/data/motion_estimate.h"
#include "stages/data/scan_space.h"

namespace rewire {

/// A scan whose voxels are places of a template.
struct TemplateScan {
  std::string space;
  BoldRun bold;
  Mask brain;  ///< the scan's, on the same grid
};

std::vector<Problem> validate(const TemplateScan& scan, const std::string& where);
void add_content(Digester& digester, const TemplateScan& scan);

struct ScanInTemplateParams {
  double spacing_mm = 2.0;
};

void fields(FieldVisitor& visitor, ScanInTemplateParams& params);

std::vector<Problem> check_scan_in_template(const BoldRun& bold,
                                            const MotionEstimate& estimate,
                                            const Distortion& distortion,
                                            const ScanSpace& space,
                                            const Atlas& atlas,
                                            const ScanInTemplateParams& params);

/// The scan in the atlas' space: motion, distortion, registration and warp in one interpolation of
/// the volumes as they were recorded, on the atlas' grid with voxels joined up to the spacing. For
/// other programs; the analysis itself brings the atlas to the scan.
TemplateScan scan_in_template(const BoldRun& bold,
                              const MotionEstimate& estimate,
                              const Distortion& distortion,
                              const ScanSpace& space,
                              const Atlas& atlas,
                              const ScanInTemplateParams& params);

extern const Stage<TemplateScan,
                   ScanInTemplateParams,
                   BoldRun,
                   MotionEstimate,
                   Distortion,
                   ScanSpace,
                   Atlas>
    scan_in_template_stage;

}  // namespace rewire
