#include <cstdio>
#include <memory>

#include "pipeline/app/command.h"
#include "pipeline/app/scan_files.h"
#include "pipeline/app/stage_run.h"
#include "pipeline/atlas/atlas_library.h"
#include "pipeline/parameters.h"
#include "pipeline/scan_storage.h"
#include "stages/files/nifti.h"
#include "stages/preprocess/atlas_to_scan.h"
#include "stages/preprocess/register_distortion.h"
#include "stages/preprocess/resample_scan.h"

namespace rewire::app {
namespace {

struct PreprocessOptions {
  std::string bold;
  std::string output;
  std::string t1w;
  std::vector<std::string> field_map;
  std::string magnitude;
  PipelineParams params;
  std::unique_ptr<StageOptions> table;
};

StageResult<Anatomy> anatomy_of(const PreprocessOptions& options,
                                const BrainTemplate& brain_template) {
  if (options.t1w.empty()) {
    return run_stage(template_anatomy_stage, options.params.anatomy, brain_template);
  }
  return run_stage(anatomy_stage, options.params.anatomy, read_volume(options.t1w), brain_template);
}

/// A scan from its file to its realigned volumes.
struct RealignedScan {
  StageResult<MotionEstimate> motion;
  StageResult<Distortion> distortion;
  StageResult<Realigned> scan;
};

StageResult<Distortion> distortion_of(const MotionEstimate& motion,
                                      const FieldMeasurement& field,
                                      const Anatomy& anatomy,
                                      const PipelineParams& params) {
  const DistortionSource source = params.distortion.source;
  if (source == DistortionSource::none) return {};
  const bool has_field_map = field.kind != FieldMeasurementKind::none;
  if (registers_distortion(source, has_field_map)) {
    return run_stage(
        register_distortion_stage, registration_of_distortion(params), motion, field, anatomy);
  }
  return run_stage(measure_distortion_stage, params.distortion, motion, field);
}

/// Each copy of the scan goes once the next one stands.
RealignedScan realign(BoldRun raw,
                      const FieldMeasurement& field,
                      const Anatomy& anatomy,
                      const PipelineParams& params) {
  auto loaded = run_stage(load_stage, params.load, raw);
  raw = {};
  RealignedScan result;
  result.motion = run_stage(estimate_motion_stage, params.estimate_motion, loaded.value.bold);
  result.distortion = distortion_of(result.motion.value, field, anatomy, params);
  auto calm = run_stage(despike_stage, params.despike, loaded.value.bold);
  loaded.value = {};
  const auto timed = run_stage(slice_timing_stage, params.slice_timing, calm.value.bold);
  calm.value = {};
  result.scan = run_stage(resample_scan_stage,
                          ResampleScanParams{},
                          timed.value.bold,
                          result.motion.value,
                          result.distortion.value);
  return result;
}

int preprocess_files(PreprocessOptions& options) {
  options.table->apply();
  const PipelineParams& params = options.params;
  const std::string wanted_space = params.run.space == "auto" ? "" : params.run.space;
  const Atlas atlas = load_atlas(find_atlas(params.run.atlas), wanted_space);
  const BrainTemplate brain_template = load_template(find_template(atlas.space));
  BoldRun raw = read_scan(options.bold);
  const FieldMeasurement field = read_field_map(options.bold, options.field_map, options.magnitude);
  const auto anatomy = anatomy_of(options, brain_template);
  const auto prepared = realign(std::move(raw), field, anatomy.value, params);
  const auto& motion = prepared.motion;
  const auto& scan = prepared.scan;
  const Volume& mean = scan.value.reference;
  const auto brain = run_stage(mask_brain_stage, params.mask_brain, mean);
  const auto space =
      run_stage(coregister_stage, params.coregister, mean, brain.value, anatomy.value);
  const auto confounds = run_stage(confounds_stage, params.confounds, scan.value, space.value);
  const auto scan_atlas = run_stage(atlas_to_scan_stage, AtlasToScanParams{}, atlas, space.value);

  const ScanStorage storage(options.output, atlas.name);
  const std::vector<std::string> sources{options.bold};
  storage.preprocessed_bold().write(scan.value, provenance_of(scan, sources));
  storage.motion().write(motion.value, provenance_of(motion, sources));
  storage.distortion().write(prepared.distortion.value,
                             provenance_of(prepared.distortion, sources));
  storage.realigned().write(scan.value, provenance_of(scan, sources));
  storage.space().write(space.value, provenance_of(space, sources));
  storage.confounds().write(confounds.value, provenance_of(confounds, sources));
  storage.scan_atlas().write(scan_atlas.value, provenance_of(scan_atlas, sources));
  std::printf("%s_*: %td volumes, brain overlap (Dice) %.3f\n",
              options.output.c_str(),
              scan.value.bold.volume_count(),
              space.value.brain_dice);
  return 0;
}

}  // namespace

void add_preprocess_command(Command& program) {
  Command command = program.subcommand(
      "preprocess", "One scan: steady volumes, head motion, brain mask, registration, confounds");
  auto options = std::make_shared<PreprocessOptions>();
  PipelineParams& params = options->params;
  command.add_option("bold", options->bold, "4-D scan; its JSON sidecar is read too").required();
  command
      .add_option(
          "output_prefix", options->output, "Start of the output names: out/sub-01_task-rest")
      .required();
  command.add_option("--t1w", options->t1w, "T1w image of the same person");
  command.add_option("--field-map",
                     options->field_map,
                     "Field map with BIDS names and sidecars: *_phasediff, *_fieldmap, *_phase1 "
                     "and *_phase2, or two *_epi of opposite phase encoding");
  command.add_option("--magnitude", options->magnitude, "Magnitude image of the field map");
  options->table = std::make_unique<StageOptions>(command,
                                                  sections(params,
                                                           {"run",
                                                            "load",
                                                            "estimate_motion",
                                                            "despike",
                                                            "slice_timing",
                                                            "distortion",
                                                            "mask_brain",
                                                            "anatomy",
                                                            "coregister",
                                                            "confounds"}));
  command.does([options] { return preprocess_files(*options); });
}

}  // namespace rewire::app
