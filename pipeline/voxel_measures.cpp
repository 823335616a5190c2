#include "pipeline/voxel_measures.h"

#include <string_view>

#include "stages/denoise/denoise_unfiltered.h"

namespace rewire {
namespace {

/// denoise_stage beside other steps of that name, of the same voxels.
constexpr auto denoise_stage_named(std::string_view name) {
  auto stage = denoise_stage;
  stage.name = name;
  return stage;
}
constexpr auto denoise_voxels_stage = denoise_stage_named("denoise_voxels");
constexpr auto denoise_scan_stage = denoise_stage_named("denoise_scan");

bool is_scaled(const PipelineParams& params) { return params.denoise.scale != SignalScale::none; }

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

/// The cleaned scan as images.
void add_clean_scan(engine::Graph& graph,
                    const engine::Handle<Denoised>& clean,
                    const PipelineParams& params,
                    const ScanStorage& storage) {
  if (params.run.cleaned == CleanedScanOutput::scan) {
    graph.store(clean, storage.cleaned_scan("denoised"));
  }
  if (params.smooth.fwhm_mm > 0.0) {
    const auto smoothed = graph.apply(smooth_stage, params.smooth, clean);
    graph.store(smoothed, storage.cleaned_scan("denoisedSmoothed"));
  }
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
  const bool has_scan =
      params.run.cleaned == CleanedScanOutput::scan || params.smooth.fwhm_mm > 0.0;
  if (has_scan && is_scaled(params)) {
    add_clean_scan(
        graph,
        graph.apply(denoise_scan_stage, params.denoise, from.voxels, from.confounds, from.strategy),
        params,
        storage);
  }
  if (!has_activity && !has_quality && (!has_scan || is_scaled(params))) return nothing();
  // Neither ranks nor a comparison with the scan before are of percent.
  DenoiseParams unscaled = params.denoise;
  unscaled.scale = SignalScale::none;
  const auto clean =
      graph.apply(denoise_voxels_stage, unscaled, from.voxels, from.confounds, from.strategy);
  if (has_scan && !is_scaled(params)) add_clean_scan(graph, clean, params, storage);
  if (has_quality) {
    const auto quality = graph.apply(quality_stage,
                                     params.quality,
                                     from.voxels,
                                     clean,
                                     from.confounds,
                                     from.space,
                                     from.overlap,
                                     from.series,
                                     from.atlas);
    graph.store(quality, storage.quality());
  }
  return has_activity ? add_local_activity(graph, from, clean, params, storage) : nothing();
}

}  // namespace rewire
