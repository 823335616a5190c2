#include "pipeline/subject_pipeline.h"

#include "pipeline/connectivity_steps.h"
#include "pipeline/session_results.h"
#include "pipeline/voxel_measures.h"
#include "stages/preprocess/atlas_to_scan.h"
#include "stages/preprocess/bold_anatomy.h"
#include "stages/preprocess/brain_overlap.h"
#include "stages/preprocess/draw_scan.h"
#include "stages/preprocess/mask_bold.h"
#include "stages/preprocess/measure_volumes.h"
#include "stages/preprocess/midpoint.h"
#include "stages/preprocess/register_distortion.h"
#include "stages/preprocess/resample_scan.h"
#include "stages/preprocess/session_volumes.h"

namespace rewire {
namespace {

/// What a scan is denoised and parcellated from.
struct CleanScan {
  engine::Handle<MaskedBold> voxels;
  engine::Handle<Confounds> confounds;
  engine::Handle<Strategy> strategy;
  engine::Handle<ScanAtlas> atlas;
};

/// Whether something that is asked for differs between the mean of cleaned voxels and the cleaned
/// mean.
bool needs_clean_voxels(const PipelineParams& params) {
  return params.denoise.scale == SignalScale::percent;
}

engine::Handle<RegionSeries> add_voxels_first(engine::Graph& graph,
                                              const CleanScan& from,
                                              const PipelineParams& params,
                                              const ScanStorage& storage) {
  const auto clean =
      graph.apply(denoise_stage, params.denoise, from.voxels, from.confounds, from.strategy);
  graph.store(clean, storage.cleaning());
  return graph.apply(parcellate_stage, params.parcellate, clean, from.voxels, from.atlas);
}

/// The same series in a fraction of the time: the projection is linear, so that means of regions
/// are cleaned as well as voxels.
engine::Handle<RegionSeries> add_regions_first(engine::Graph& graph,
                                               const CleanScan& from,
                                               const PipelineParams& params,
                                               const ScanStorage& storage) {
  const auto means = graph.apply(parcellate_raw_stage, params.parcellate, from.voxels, from.atlas);
  const auto clean =
      graph.apply(denoise_series_stage, params.denoise, means, from.confounds, from.strategy);
  graph.store(clean, storage.cleaning_of_series());
  return graph.part("series", clean, &DenoisedSeries::series);
}

/// The steps to how far the field moved the scan's tissue.
engine::Handle<Distortion> add_distortion(engine::Graph& graph,
                                          const ScanSources& sources,
                                          const PipelineParams& params,
                                          const engine::Handle<MotionEstimate>& motion,
                                          const engine::Handle<Anatomy>& anatomy) {
  if (params.distortion.source == DistortionSource::none) {
    return graph.source<Distortion>("distortion", {}, [] { return Distortion(); });
  }
  const auto field =
      graph.source<FieldMeasurement>("field_map", sources.field.content, sources.field.read);
  if (registers_distortion(params.distortion.source, sources.has_field_map)) {
    return graph.apply(
        register_distortion_stage, registration_of_distortion(params), motion, field, anatomy);
  }
  return graph.apply(measure_distortion_stage, params.distortion, motion, field);
}

/// Where the scan lies, and how well its brain fits there.
struct ScanPlace {
  engine::Handle<ScanSpace> space;
  engine::Handle<BrainOverlap> overlap;
};

/// Steps from what is to be denoised to the connectome and graph metrics.
void add_results(engine::Graph& graph,
                 const CleanScan& from,
                 const ScanPlace& place,
                 const PipelineParams& params,
                 const ScanStorage& storage) {
  const auto series = needs_clean_voxels(params) ? add_voxels_first(graph, from, params, storage)
                                                 : add_regions_first(graph, from, params, storage);
  const MeasuredScan measured{
      from.voxels, from.confounds, from.strategy, place.space, place.overlap, from.atlas, series};
  const auto activity = add_voxel_measures(graph, measured, params, storage);
  const auto connectome = graph.apply(connect_stage, params.connect, series);
  const auto metrics = params.graph.null_model == NullModel::phases
                           ? graph.apply(graph_series_stage, params.graph, connectome, series)
                           : graph.apply(graph_stage, params.graph, connectome);

  const auto results = graph.apply(session_results_stage,
                                   SessionResultsParams{},
                                   series,
                                   connectome,
                                   metrics,
                                   from.confounds,
                                   activity);
  graph.store(series, storage.series());
  graph.store(connectome, storage.connectome(kinds_of(params.connect).front()));
  add_other_kinds(graph, series, params.connect, storage);
  graph.store(metrics, storage.metrics());
  graph.store(results, storage.session_results());
  add_multilayer(graph, series, params, storage);
}

}  // namespace

void add_multilayer(engine::Graph& graph,
                    const engine::Handle<RegionSeries>& series,
                    const PipelineParams& params,
                    const ScanStorage& storage) {
  if (params.run.multilayer == MultilayerOutput::none) return;
  graph.store(graph.apply(multilayer_stage, params.multilayer, series), storage.multilayer());
}

engine::Handle<Anatomy> add_anatomy(engine::Graph& graph,
                                    const AnatomySources& sources,
                                    const PipelineParams& params,
                                    const AnatomyStorage& storage) {
  const auto brain_template = graph.source<BrainTemplate>(
      "template", sources.brain_template.content, sources.brain_template.read);
  if (sources.session_bold) {
    const auto images = graph.source<SessionImages>(
        "session_bold", sources.session_bold->content, sources.session_bold->read);
    const auto midpoint = graph.apply(midpoint_stage, MidpointParams{}, images);
    const auto image = graph.part("midpoint_bold", midpoint, &Midpoint::image);
    const auto brain = graph.apply(mask_brain_stage, params.mask_brain, image);
    const auto standard = graph.apply(template_anatomy_stage, params.anatomy, brain_template);
    const auto space = graph.apply(coregister_stage, params.coregister, image, brain, standard);
    const auto anatomy = graph.apply(
        bold_anatomy_stage, BoldAnatomyParams{}, image, space, standard, brain_template);
    graph.store(midpoint, storage.midpoint());
    graph.store(anatomy, storage.anatomy());
    return anatomy;
  }
  if (!sources.t1w && !sources.session_t1w) {
    const auto anatomy = graph.apply(template_anatomy_stage, params.anatomy, brain_template);
    graph.store(anatomy, storage.anatomy());
    return anatomy;
  }
  const auto atlas = graph.source<Atlas>("atlas", sources.atlas.content, sources.atlas.read);
  const auto measured = [&](const engine::Handle<Volume>& t1w) {
    const auto anatomy = graph.apply(anatomy_stage, params.anatomy, t1w, brain_template);
    const auto volumes =
        graph.apply(volumes_stage, VolumesParams{}, anatomy, brain_template, atlas);
    graph.store(anatomy, storage.anatomy());
    graph.store(volumes, storage.volumes());
    return anatomy;
  };
  if (!sources.session_t1w) {
    return measured(graph.source<Volume>("t1w", sources.t1w->content, sources.t1w->read));
  }
  const auto images = graph.source<SessionImages>(
      "session_t1w", sources.session_t1w->content, sources.session_t1w->read);
  const auto midpoint = graph.apply(midpoint_stage, MidpointParams{}, images);
  const auto anatomy = measured(graph.part("midpoint_t1w", midpoint, &Midpoint::image));
  const auto change =
      graph.apply(session_volumes_stage, SessionVolumesParams{}, images, midpoint, anatomy, atlas);
  graph.store(midpoint, storage.midpoint());
  graph.store(change, storage.session_volumes());
  return anatomy;
}

void add_scan(engine::Graph& graph,
              const ScanSources& sources,
              const PipelineParams& params,
              const std::filesystem::path& output,
              const ScanKey& key) {
  const auto raw = graph.source<BoldRun>("bold", sources.bold.content, sources.bold.read);
  const auto anatomy =
      graph.source<Anatomy>("anatomy", sources.anatomy.content, sources.anatomy.read);
  const auto atlas = graph.source<Atlas>("atlas", sources.atlas.content, sources.atlas.read);

  const auto strategy =
      graph.source<Strategy>("strategy", sources.strategy.content, sources.strategy.read);

  const auto loaded = graph.apply(load_stage, params.load, raw);
  const auto steady = graph.part("steady_volumes", loaded, &Loaded::bold);
  const auto motion = graph.apply(estimate_motion_stage, params.estimate_motion, steady);
  // Motion is estimated before anything is interpolated in time.
  const auto despiked = [&] {
    const auto calm = graph.apply(despike_stage, params.despike, steady);
    return graph.part("despiked_volumes", calm, &CorrectedScan::bold);
  };
  const bool has_spikes = params.despike.method != DespikeMethod::none;
  const auto timed =
      graph.apply(slice_timing_stage, params.slice_timing, has_spikes ? despiked() : steady);
  const auto timed_volumes = graph.part("timed_volumes", timed, &CorrectedScan::bold);
  const auto distortion = add_distortion(graph, sources, params, motion, anatomy);
  const auto scan =
      graph.apply(resample_scan_stage, ResampleScanParams{}, timed_volumes, motion, distortion);
  const auto mean = graph.part("mean_volume", scan, &Realigned::reference);
  const auto own_brain = graph.apply(mask_brain_stage, params.mask_brain, mean);
  const auto space = graph.apply(coregister_stage, params.coregister, mean, own_brain, anatomy);
  const auto confounds = graph.apply(confounds_stage, params.confounds, scan, space);
  const auto scan_atlas = graph.apply(atlas_to_scan_stage, AtlasToScanParams{}, atlas, space);
  const auto voxels = graph.apply(mask_bold_stage, MaskBoldParams{}, scan, space);
  const ScanStorage storage(output, key, params.run.atlas, extension_of(params.run.image_format));
  const auto brain_template = graph.source<BrainTemplate>(
      "template", sources.brain_template.content, sources.brain_template.read);
  const auto overlap = graph.apply(
      brain_overlap_stage, BrainOverlapParams{}, own_brain, space, anatomy, brain_template);
  add_results(graph, {voxels, confounds, strategy, scan_atlas}, {space, overlap}, params, storage);
  if (params.run.quality == QualityOutput::full) {
    const auto pictures = graph.apply(draw_scan_stage,
                                      DrawScanParams{},
                                      mean,
                                      own_brain,
                                      space,
                                      confounds,
                                      anatomy,
                                      brain_template,
                                      atlas);
    graph.store(pictures, storage.pictures());
  }

  graph.store(motion, storage.motion());
  if (params.distortion.source != DistortionSource::none) {
    graph.store(distortion, storage.distortion());
  }
  graph.store(scan,
              params.run.bold == BoldOutput::scan ? storage.realigned_scan() : storage.realigned());
  if (params.run.bold == BoldOutput::atlas_space) {
    const auto carried = graph.apply(scan_in_template_stage,
                                     params.scan_in_template,
                                     timed_volumes,
                                     motion,
                                     distortion,
                                     space,
                                     atlas);
    graph.store(carried, storage.template_scan(sources.atlas_space));
  }
  graph.store(space, storage.space());
  graph.store(confounds, storage.confounds());
  graph.store(scan_atlas, storage.scan_atlas());
}

void add_preprocessed_scan(engine::Graph& graph,
                           const PreprocessedSources& sources,
                           const SourceOf<Atlas>& atlas,
                           const SourceOf<Strategy>& strategy,
                           const PipelineParams& params,
                           const ScanStorage& storage) {
  const auto voxels =
      graph.source<MaskedBold>("voxels", sources.voxels.content, sources.voxels.read);
  const auto confounds =
      graph.source<Confounds>("confounds", sources.confounds.content, sources.confounds.read);
  const auto space = graph.source<ScanSpace>("space", sources.space.content, sources.space.read);
  const auto labels = graph.source<Atlas>("atlas", atlas.content, atlas.read);
  const auto method = graph.source<Strategy>("strategy", strategy.content, strategy.read);
  const auto scan_atlas = graph.apply(atlas_to_scan_stage, AtlasToScanParams{}, labels, space);
  graph.store(scan_atlas, storage.scan_atlas());
  const auto unknown = graph.source<BrainOverlap>("overlap", {}, [] { return BrainOverlap(); });
  add_results(graph, {voxels, confounds, method, scan_atlas}, {space, unknown}, params, storage);
}

}  // namespace rewire
