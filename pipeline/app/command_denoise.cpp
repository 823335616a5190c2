#include <cstdio>
#include <memory>

#include "pipeline/app/command.h"
#include "pipeline/app/scan_files.h"
#include "pipeline/app/stage_run.h"
#include "stages/denoise/denoise.h"
#include "stages/files/cleaning_files.h"
#include "stages/files/confounds_files.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/nifti.h"
#include "stages/files/region_series_files.h"

namespace rewire::app {
namespace {

struct DenoiseOptions {
  std::string input;
  std::string confounds;
  std::string output;
  std::string mask;
  DenoiseParams params;
  std::unique_ptr<StageOptions> table;
};

void print_report(const CleaningReport& report) {
  std::printf("degrees of freedom: %s\n", to_text(report.degrees_of_freedom).c_str());
  for (const DroppedColumn& column : report.dropped) {
    std::printf("dropped %s: %s\n", column.name.c_str(), column.reason.c_str());
  }
  for (const Problem& problem : report.warnings) log::warning(to_text(problem));
}

/// Zero outside the mask.
BoldRun whole_image(const MaskedBold& bold) {
  BoldRun scan{.grid = bold.mask.grid,
               .values = Eigen::MatrixXf::Zero(
                   static_cast<Eigen::Index>(bold.mask.grid.voxel_count()), bold.values.cols()),
               .repetition_time_s = bold.repetition_time_s,
               .slice_times_s = {},
               .dummy_volumes = 0};
  const std::vector<std::size_t> voxels = bold.mask.indices();
  for (std::size_t v = 0; v < voxels.size(); ++v) {
    scan.values.row(static_cast<Eigen::Index>(voxels[v])) =
        bold.values.row(static_cast<Eigen::Index>(v));
  }
  return scan;
}

int denoise_files(DenoiseOptions& options) {
  options.table->apply();
  const Confounds confounds = read_confounds(options.confounds);
  if (options.input.ends_with(".tsv")) {
    const RegionSeries series = read_region_series(options.input);
    const auto result = run_stage(denoise_series_stage, options.params, series, confounds);
    write_region_series(options.output,
                        result.value.series,
                        provenance_of(result, {options.input, options.confounds}));
    print_report(result.value.report);
    return 0;
  }
  const MaskedBold bold = read_masked_bold(options.input, options.mask);
  const auto result = run_stage(denoise_stage, options.params, bold, confounds);
  write_bold(options.output, whole_image(result.value.bold));
  write_cleaning(sidecar_path(options.output),
                 result.value.report,
                 result.value.bold.repetition_time_s,
                 provenance_of(result, {options.input, options.confounds}));
  print_report(result.value.report);
  return 0;
}

}  // namespace

void add_denoise_command(CLI::App& app, Action& action) {
  CLI::App* command = app.add_subcommand(
      "denoise", "Scan (NIfTI) or region series (TSV) and confounds to a cleaned one");
  auto options = std::make_shared<DenoiseOptions>();
  command->add_option("input", options->input, "4-D scan, or *_timeseries.tsv")->required();
  command
      ->add_option(
          "confounds", options->confounds, "*_desc-confounds_timeseries.tsv, ours or fMRIPrep's")
      ->required();
  command->add_option("output", options->output, "Cleaned scan or series")->required();
  command->add_option("--mask", options->mask, "Brain mask on the scan's grid");
  options->table = std::make_unique<StageOptions>(
      *command, std::vector<StageOptions::Table>{{"denoise", field_table(options->params)}});
  command->callback([&action, options] { action = [options] { return denoise_files(*options); }; });
}

}  // namespace rewire::app
