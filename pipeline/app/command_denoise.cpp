#include <cstdio>
#include <memory>

#include "pipeline/app/command.h"
#include "pipeline/app/scan_files.h"
#include "pipeline/app/stage_run.h"
#include "pipeline/strategies/strategy_library.h"
#include "stages/core/number_text.h"
#include "stages/denoise/denoise_voxelwise.h"
#include "stages/denoise/smooth.h"
#include "stages/files/bold_stream.h"
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
  LabelFiles labels;
  std::vector<std::string> voxelwise;
  std::optional<double> repetition_time_s;
  bool list = false;
  DenoiseParams params;
  SmoothParams smooth;
  ParcellateParams parcellate;
  std::unique_ptr<StageOptions> table;

  std::vector<std::string> sources() const { return {input, confounds}; }
};

int print_strategies() {
  for (const StrategyTitle& strategy : list_strategies()) {
    std::printf("%-12s  %s\n", strategy.name.c_str(), strategy.title.c_str());
    if (!strategy.description.empty()) {
      std::printf("%-12s  %s\n", "", strategy.description.c_str());
    }
  }
  return 0;
}

void print_report(const CleaningReport& report) {
  std::printf("degrees of freedom: %s\n", to_text(report.degrees_of_freedom).c_str());
  for (const DroppedColumn& column : report.dropped) {
    std::printf("dropped %s: %s\n", column.name.c_str(), column.reason.c_str());
  }
  for (const Problem& problem : report.warnings) log::warning(to_text(problem));
}

/// Region series in, region series out.
void denoise_regions(const DenoiseOptions& options,
                     const RegionSeries& series,
                     const Confounds& confounds,
                     const Strategy& strategy) {
  const auto result = run_stage(denoise_series_stage, options.params, series, confounds, strategy);
  write_region_series(
      options.output, result.value.series, provenance_of(result, options.sources()));
  print_report(result.value.report);
}

VoxelRegressors read_voxel_regressors(const DenoiseOptions& options, const Mask& mask) {
  VoxelRegressors regressors;
  for (const std::string& file : options.voxelwise) {
    regressors.names.push_back(std::filesystem::path(file).filename().string());
    regressors.values.push_back(rewire::read_masked_bold(file, {}, mask).values);
  }
  return regressors;
}

void write_scan(const DenoiseOptions& options,
                const StageResult<Denoised>& result,
                const Denoised& denoised) {
  std::vector<std::string> sources = options.sources();
  sources.insert(sources.end(), options.voxelwise.begin(), options.voxelwise.end());
  Provenance provenance = provenance_of(result, sources);
  if (options.smooth.fwhm_mm > 0.0) {
    provenance.parameters.emplace_back("fwhm", format_number(options.smooth.fwhm_mm));
  }
  write_masked_bold(options.output, denoised.bold);
  write_cleaning(
      sidecar_path(options.output), denoised.report, denoised.bold.repetition_time_s, provenance);
  print_report(denoised.report);
}

/// Voxels in, voxels out.
void denoise_voxels(const DenoiseOptions& options,
                    const Confounds& confounds,
                    const Strategy& strategy) {
  const MaskedBold bold = read_masked_bold(options.input, options.mask);
  StageResult<Denoised> result =
      options.voxelwise.empty()
          ? run_stage(denoise_stage, options.params, bold, confounds, strategy)
          : run_stage(denoise_voxelwise_stage,
                      options.params,
                      bold,
                      confounds,
                      strategy,
                      read_voxel_regressors(options, bold.mask));
  if (options.smooth.fwhm_mm > 0.0) {
    result.value = run_stage(smooth_stage, options.smooth, result.value).value;
  }
  write_scan(options, result, result.value);
}

int denoise_files(DenoiseOptions& options) {
  options.table->apply();
  const Confounds confounds = read_confounds(options.confounds);
  const Strategy strategy = find_strategy(options.params.strategy);
  if (options.input.ends_with(".tsv")) {
    denoise_regions(
        options, read_region_series(options.input, options.repetition_time_s), confounds, strategy);
  } else if (options.output.ends_with(".tsv")) {
    denoise_regions(
        options,
        parcellate_file(options.input, options.mask, options.labels, options.parcellate).value,
        confounds,
        strategy);
  } else {
    denoise_voxels(options, confounds, strategy);
  }
  return 0;
}

/// What is wrong with the files that are named; empty when nothing is.
std::string wrong_files(const DenoiseOptions& options) {
  if (options.list) return {};
  if (options.output.empty()) return "input, confounds and output are required";
  const bool to_regions = options.output.ends_with(".tsv");
  const bool from_regions = options.input.ends_with(".tsv");
  if (from_regions && !to_regions) return "region series give region series: a .tsv as output";
  if (to_regions && !from_regions && (options.labels.image.empty() || options.labels.table.empty()))
    return "a scan gives region series with --labels and --label-table";
  if (to_regions && !options.voxelwise.empty()) return "--voxelwise needs a scan as output";
  return {};
}

void add_files(Command& command, DenoiseOptions& options) {
  command.add_option("input", options.input, "4-D scan, or *_timeseries.tsv");
  command.add_option(
      "confounds", options.confounds, "*_desc-confounds_timeseries.tsv, ours or fMRIPrep's");
  command.add_option("output", options.output, "Cleaned scan, or region series (.tsv)");
  command.add_option("--mask", options.mask, "Brain mask on the scan's grid");
  command.add_option("--labels",
                     options.labels.image,
                     "Label image on the scan's grid, for a scan as input and regions as output: "
                     "regions are averaged first, which gives the same series");
  command.add_option("--label-table", options.labels.table, "TSV: index or label, name");
  command.add_option(
      "--voxelwise", options.voxelwise, "4-D image with a regressor of each voxel's own");
  command.add_option("--repetition-time",
                     options.repetition_time_s,
                     "Seconds between the rows of a *_timeseries.tsv whose sidecar does not say");
  command.add_flag(
      "--list-strategies", options.list, "Print the strategies that are known, and stop");
}

}  // namespace

void add_denoise_command(Command& program) {
  Command command = program.subcommand(
      "denoise", "Scan (NIfTI) or region series (TSV) and confounds to a cleaned one");
  auto options = std::make_shared<DenoiseOptions>();
  add_files(command, *options);
  options->table = std::make_unique<StageOptions>(
      command,
      std::vector<ParameterSection>{{"denoise", field_table(options->params)},
                                    {"smooth", field_table(options->smooth)},
                                    {"parcellate", field_table(options->parcellate)}});
  command.does([options] { return options->list ? print_strategies() : denoise_files(*options); },
               [options] { return wrong_files(*options); });
}

}  // namespace rewire::app
