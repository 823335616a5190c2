#include "stages/registry.h"

#include "stages/compare/compare.h"
#include "stages/compare/planned/planned_analysis.h"
#include "stages/connectivity/connect.h"
#include "stages/connectivity/connection_maps.h"
#include "stages/connectivity/tangent.h"
#include "stages/denoise/denoise.h"
#include "stages/denoise/denoise_unfiltered.h"
#include "stages/denoise/join_runs.h"
#include "stages/denoise/smooth.h"
#include "stages/dynamics/dynamics.h"
#include "stages/graph/graph_stage.h"
#include "stages/graph/multilayer_stage.h"
#include "stages/load/load.h"
#include "stages/local_activity/amplitude.h"
#include "stages/local_activity/homogeneity.h"
#include "stages/local_activity/join_activity.h"
#include "stages/local_activity/local_activity.h"
#include "stages/parcellate/parcellate.h"
#include "stages/preprocess/anatomy.h"
#include "stages/preprocess/atlas_to_scan.h"
#include "stages/preprocess/bold_anatomy.h"
#include "stages/preprocess/brain_overlap.h"
#include "stages/preprocess/confounds.h"
#include "stages/preprocess/coregister.h"
#include "stages/preprocess/despike.h"
#include "stages/preprocess/draw_scan.h"
#include "stages/preprocess/estimate_motion.h"
#include "stages/preprocess/mask_bold.h"
#include "stages/preprocess/mask_brain.h"
#include "stages/preprocess/measure_distortion.h"
#include "stages/preprocess/measure_volumes.h"
#include "stages/preprocess/midpoint.h"
#include "stages/preprocess/register_distortion.h"
#include "stages/preprocess/resample_scan.h"
#include "stages/preprocess/scan_in_template.h"
#include "stages/preprocess/session_volumes.h"
#include "stages/preprocess/slice_timing.h"
#include "stages/quality/quality.h"

namespace rewire {

std::vector<StageInfo> stage_registry() {
  return {describe(load_stage),
          describe(estimate_motion_stage),
          describe(despike_stage),
          describe(slice_timing_stage),
          describe(measure_distortion_stage),
          describe(register_distortion_stage),
          describe(resample_scan_stage),
          describe(resample_to_target_stage),
          describe(mask_brain_stage),
          describe(midpoint_stage),
          describe(anatomy_stage),
          describe(bold_anatomy_stage),
          describe(volumes_stage),
          describe(session_volumes_stage),
          describe(coregister_stage),
          describe(brain_overlap_stage),
          describe(atlas_to_scan_stage),
          describe(confounds_stage),
          describe(scan_in_template_stage),
          describe(mask_bold_stage),
          describe(denoise_stage),
          describe(smooth_stage),
          describe(parcellate_stage),
          describe(denoise_unfiltered_stage),
          describe(amplitude_stage),
          describe(homogeneity_stage),
          describe(local_activity_stage),
          describe(join_activity_stage),
          describe(quality_stage),
          describe(draw_scan_stage),
          describe(join_runs_stage),
          describe(connect_stage),
          describe(tangent_stage),
          describe(connection_map_stage),
          describe(dynamics_stage),
          describe(graph_stage),
          describe(multilayer_stage),
          describe(compare_stage),
          describe(planned_stage)};
}

}  // namespace rewire
