#pragma once

#include <filesystem>
#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

#include "stages/compare/compare.h"
#include "stages/connectivity/connect.h"
#include "stages/core/field_list.h"
#include "stages/denoise/denoise.h"
#include "stages/denoise/smooth.h"
#include "stages/graph/graph_stage.h"
#include "stages/graph/multilayer_stage.h"
#include "stages/load/load.h"
#include "stages/local_activity/amplitude.h"
#include "stages/local_activity/homogeneity.h"
#include "stages/local_activity/local_activity.h"
#include "stages/parcellate/parcellate.h"
#include "stages/preprocess/anatomy.h"
#include "stages/preprocess/confounds.h"
#include "stages/preprocess/coregister.h"
#include "stages/preprocess/despike.h"
#include "stages/preprocess/estimate_motion.h"
#include "stages/preprocess/mask_brain.h"
#include "stages/preprocess/measure_distortion.h"
#include "stages/preprocess/register_distortion.h"
#include "stages/preprocess/scan_in_template.h"
#include "stages/preprocess/slice_timing.h"
#include "stages/quality/quality.h"

namespace rewire {

/// Whether the local activity of voxels is measured, and what of it is written.
enum class LocalActivityOutput { none, regions, maps };

/// Whether motion, artefacts and coverage are measured.
enum class QualityOutput { none, full };

/// Whether communities are followed over the windows of a scan.
enum class MultilayerOutput { none, windows };
/// Which preprocessed 4-D scan is written: none, on its own grid, in the atlas' space.
enum class BoldOutput { none, scan, atlas_space };
/// How 4-D scans are written.
enum class ImageFormat { nii_gz, nii };
/// Whether the cleaned 4-D scan is written.
enum class CleanedScanOutput { none, scan };

/// What is common to the stages of a run.
struct RunParams {
  std::string atlas = "AAL";
  std::string space = "auto";
  std::string arm_column = "auto";
  LocalActivityOutput local_activity = LocalActivityOutput::regions;
  QualityOutput quality = QualityOutput::full;
  MultilayerOutput multilayer = MultilayerOutput::none;
  BoldOutput bold = BoldOutput::none;
  CleanedScanOutput cleaned = CleanedScanOutput::none;
  ImageFormat image_format = ImageFormat::nii_gz;
};

void fields(FieldVisitor& visitor, RunParams& params);

/// ".nii.gz" or ".nii".
std::string extension_of(ImageFormat format);

/// Everything that can be set; one member per section of a configuration file.
struct PipelineParams {
  RunParams run;
  LoadParams load;
  EstimateMotionParams estimate_motion;
  DespikeParams despike;
  SliceTimingParams slice_timing;
  DistortionParams distortion;
  MaskBrainParams mask_brain;
  AnatomyParams anatomy;
  CoregisterParams coregister;
  ConfoundsParams confounds;
  ScanInTemplateParams scan_in_template;
  DenoiseParams denoise;
  SmoothParams smooth;
  ParcellateParams parcellate;
  AmplitudeParams amplitude;
  HomogeneityParams homogeneity;
  LocalActivityParams local_activity;
  QualityParams quality;
  ConnectParams connect;
  GraphParams graph;
  MultilayerParams multilayer;
  CompareParams compare;
};

/// A registration of the distortion brings the scan onto the T1w as the later step does.
inline RegisterDistortionParams registration_of_distortion(const PipelineParams& params) {
  return {.distortion = params.distortion,
          .mask_brain = params.mask_brain,
          .coregister = params.coregister};
}

/// The sections in pipeline order; they refer to `params`.
std::vector<ParameterSection> sections(PipelineParams& params);
/// Those with one of `names`. InternalError for a name that no section has.
std::vector<ParameterSection> sections(PipelineParams& params,
                                       std::initializer_list<std::string_view> names);

/// The defaults, then `config_file` (when not empty), then `assignments` of the form
/// "section.key=value". Throws ConfigError with everything that is wrong, the tables' rules
/// included.
PipelineParams read_parameters(const std::filesystem::path& config_file,
                               const std::vector<std::string>& assignments);

/// Every section with its present values as commented TOML.
std::string parameters_toml(PipelineParams params);

}  // namespace rewire
