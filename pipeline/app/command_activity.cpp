#include <cstdio>
#include <memory>

#include "pipeline/app/command.h"
#include "pipeline/app/scan_files.h"
#include "pipeline/app/stage_run.h"
#include "pipeline/atlas/atlas_library.h"
#include "pipeline/bids/entities.h"
#include "pipeline/parameters.h"
#include "pipeline/scan_storage.h"
#include "pipeline/strategies/strategy_library.h"
#include "stages/denoise/denoise_unfiltered.h"
#include "stages/files/confounds_files.h"

namespace rewire::app {
namespace {

struct ActivityOptions {
  std::string bold;
  std::string confounds;
  std::string labels;
  std::string label_table;
  std::string output;
  std::string mask;
  bool maps = false;
  PipelineParams params;
  std::unique_ptr<StageOptions> table;
};

/// The atlas- or seg- entity of the label image's name.
std::string atlas_label(const std::string& labels) {
  const auto name = parse_bids_name(std::filesystem::path(labels).filename().string(), nullptr);
  if (!name) return "custom";
  for (const char* entity : {"atlas", "seg"}) {
    if (!name->label(entity).empty()) return std::string(name->label(entity));
  }
  return "custom";
}

int activity_files(ActivityOptions& options) {
  options.table->apply();
  const PipelineParams& params = options.params;
  const Confounds confounds = read_confounds(options.confounds);
  const Strategy strategy = find_strategy(params.denoise.strategy);
  const MaskedBold bold = read_masked_bold(options.bold, options.mask);
  const std::string name = atlas_label(options.labels);
  const ScanAtlas atlas =
      whole_atlas(load_atlas(options.labels, options.label_table, name, "scan"));
  const auto series = run_stage(parcellate_raw_stage, params.parcellate, bold, atlas);
  const auto whole_spectrum =
      run_stage(denoise_unfiltered_stage, params.denoise, bold, confounds, strategy);
  const auto amplitude = run_stage(amplitude_stage, params.amplitude, whole_spectrum.value);
  const auto filtered = run_stage(denoise_stage, params.denoise, bold, confounds, strategy);
  const auto homogeneity = run_stage(homogeneity_stage, params.homogeneity, filtered.value);
  const auto activity = run_stage(local_activity_stage,
                                  params.local_activity,
                                  amplitude.value,
                                  homogeneity.value,
                                  series.value,
                                  atlas);
  const ScanStorage storage(options.output, name);
  const std::vector<std::string> sources{options.bold, options.confounds, options.labels};
  storage.local_activity().write(activity.value, provenance_of(activity, sources));
  if (options.maps) {
    storage.activity_maps({"alff", "falff"})
        .write(amplitude.value, provenance_of(amplitude, sources));
    storage.activity_maps({"reho"}).write(homogeneity.value, provenance_of(homogeneity, sources));
  }
  std::printf("%s_*: ALFF, fALFF and ReHo of %zu regions\n",
              options.output.c_str(),
              activity.value.regions.size());
  return 0;
}

}  // namespace

void add_activity_command(Command& program) {
  Command command = program.subcommand(
      "activity", "Scan (NIfTI), confounds and labels to local activity: ALFF, fALFF, ReHo");
  auto options = std::make_shared<ActivityOptions>();
  PipelineParams& params = options->params;
  command.add_option("bold", options->bold, "4-D scan, not smoothed and not filtered").required();
  command.add_option("confounds", options->confounds, "*_desc-confounds_timeseries.tsv").required();
  command.add_option("labels", options->labels, "Label image on the scan's grid").required();
  command.add_option("label_table", options->label_table, "TSV: index or label, name").required();
  command
      .add_option(
          "output_prefix", options->output, "Start of the output names: out/sub-01_task-rest")
      .required();
  command.add_option("--mask", options->mask, "Brain mask on the scan's grid");
  command.add_flag("--maps", options->maps, "Write maps of voxels, too");
  options->table = std::make_unique<StageOptions>(
      command,
      sections(params, {"denoise", "parcellate", "amplitude", "homogeneity", "local_activity"}));
  command.does([options] { return activity_files(*options); });
}

}  // namespace rewire::app
