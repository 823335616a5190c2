#include <cstdio>
#include <memory>

#include "pipeline/app/command.h"
#include "pipeline/app/scan_files.h"
#include "pipeline/app/stage_run.h"
#include "pipeline/atlas/atlas_library.h"
#include "stages/connectivity/connection_maps.h"
#include "stages/files/cleaning_files.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/local_activity_files.h"

namespace rewire::app {
namespace {

struct MapsOptions {
  std::string bold;
  std::string labels;
  std::string label_table;
  std::string output;
  std::string mask;
  ConnectionMapParams params;
  std::unique_ptr<StageOptions> table;
};

/// A cleaned scan; without our sidecar all of its volumes count.
Denoised read_cleaned(const MapsOptions& options) {
  Denoised scan{.bold = read_masked_bold(options.bold, options.mask), .report = {}};
  scan.report.kept.assign(static_cast<std::size_t>(scan.bold.values.cols()), 1);
  if (auto cleaned = read_cleaned_scan(sidecar_path(options.bold))) {
    scan.report.kept = std::move(cleaned->kept);
  }
  return scan;
}

int write_maps(MapsOptions& options) {
  options.table->apply();
  const Denoised scan = read_cleaned(options);
  const ScanAtlas atlas =
      whole_atlas(load_atlas(options.labels, options.label_table, "custom", "scan"));
  const auto result = run_stage(connection_map_stage, options.params, scan, atlas);
  const Provenance provenance = provenance_of(result, {options.bold, options.labels});
  for (const ActivityMap& map : result.value.maps) {
    const std::string file = options.output + "_stat-" + map.name + "_boldmap.nii.gz";
    write_activity_map(file, result.value, map, Standardisation::none, provenance);
    std::printf("%s\n", file.c_str());
  }
  return 0;
}

}  // namespace

void add_maps_command(Command& program) {
  Command command = program.subcommand(
      "maps", "Cleaned scan (NIfTI) and labels to maps: seeds, global brain connectivity, degree");
  auto options = std::make_shared<MapsOptions>();
  command.add_option("bold", options->bold, "4-D scan after rewire denoise").required();
  command.add_option("labels", options->labels, "Label image on the scan's grid").required();
  command.add_option("label_table", options->label_table, "TSV: index or label, name").required();
  command
      .add_option(
          "output_prefix", options->output, "Start of the output names: out/sub-01_task-rest")
      .required();
  command.add_option("--mask", options->mask, "Brain mask on the scan's grid");
  options->table = std::make_unique<StageOptions>(
      command, std::vector<ParameterSection>{{"connection_maps", field_table(options->params)}});
  command.does([options] { return write_maps(*options); });
}

}  // namespace rewire::app
