#include "pipeline/voxel_measures.h"

#include "stages/denoise/denoise_unfiltered.h"

namespace rewire {
namespace {

/// denoise_stage beside another step of that name, of the same voxels.
constexpr auto denoise_voxels_stage = [] {
  auto stage = denoise_stage;
  stage.name = "denoise_voxels";
  return stage;
}();

engine::Handle<LocalActivity> add_local_activity(engine::Graph& graph,
                                                 const MeasuredScan& from,
                                                 const engine::Handle<Denoised>& clean,
                                                 const PipelineParams& params,
                                                 const ScanStorage& storage) {
  const auto whole_spectrum = graph.apply(
      denoise_unfiltered_stage, params.denoise, from.voxels, from.confounds, from.strategy);
  const auto amplitude = graph.apply(amplitude_stage, params.amplitude, whole_spectrum);
  const auto homogeneity = graph.apply(homogeneity_stage, params.homogeneity, clean);
  const auto activity = graph.apply(
      local_activity_stage, params.local_activity, amplitude, homogeneity, from.series, from.atlas);
  graph.store(activity, storage.local_activity());
  if (params.run.local_activity == LocalActivityOutput::maps) {
    graph.store(amplitude, storage.activity_maps({"alff", "falff"}));
    graph.store(homogeneity, storage.activity_maps({"reho"}));
  }
  return activity;
}

}  // namespace

engine::Handle<LocalActivity> add_voxel_measures(engine::Graph& graph,
                                                 const MeasuredScan& from,
                                                 const PipelineParams& params,
                                                 const ScanStorage& storage) {
  const bool has_activity = params.run.local_activity != LocalActivityOutput::none;
  const bool has_quality = params.run.quality != QualityOutput::none;
  const auto nothing = [&] {
    return graph.source<LocalActivity>("no_local_activity", {}, [] { return LocalActivity(); });
  };
  if (!has_activity && !has_quality) return nothing();
  // Neither ranks nor a comparison with the scan before are of percent.
  DenoiseParams unscaled = params.denoise;
  unscaled.scale = SignalScale::none;
  const auto clean =
      graph.apply(denoise_voxels_stage, unscaled, from.voxels, from.confounds, from.strategy);
  if (has_quality) {
    const auto quality = graph.apply(quality_stage,
                                     params.quality,
                                     from.voxels,
                                     clean,
                                     from.confounds,
                                     from.space,
                                     from.series,
                                     from.atlas);
    graph.store(quality, storage.quality());
  }
  return has_activity ? add_local_activity(graph, from, clean, params, storage) : nothing();
}

}  // namespace rewire
