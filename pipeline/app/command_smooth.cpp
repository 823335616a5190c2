#include <algorithm>
#include <cstdio>
#include <memory>

#include "pipeline/app/command.h"
#include "pipeline/app/scan_files.h"
#include "pipeline/app/stage_run.h"
#include "stages/core/number_text.h"
#include "stages/denoise/smooth.h"
#include "stages/files/bold_stream.h"
#include "stages/files/cleaning_files.h"
#include "stages/files/derivative_sidecar.h"

namespace rewire::app {
namespace {

struct SmoothOptions {
  std::string bold;
  std::string output;
  std::string mask;
  SmoothParams params;
  std::unique_ptr<StageOptions> table;
};

/// A scan as the stage takes it: of its sidecar, only which volumes were kept matters here.
Denoised cleaned_scan(MaskedBold bold, const std::filesystem::path& sidecar) {
  Denoised scan{.bold = std::move(bold), .report = {}};
  const Eigen::Index volumes = scan.bold.values.cols();
  scan.report.kept.assign(static_cast<std::size_t>(volumes), 1);
  if (const auto cleaned = read_cleaned_scan(sidecar)) scan.report.kept = cleaned->kept;
  DegreesOfFreedom& degrees = scan.report.degrees_of_freedom;
  degrees.before = volumes;
  degrees.after = std::count(scan.report.kept.begin(), scan.report.kept.end(), std::uint8_t{1});
  degrees.censoring = volumes - degrees.after;
  scan.report.censoring.before_this_step = degrees.censoring;
  throw_if_errors(validate(scan, sidecar.string()));
  return scan;
}

int smooth_files(SmoothOptions& options) {
  options.table->apply();
  const Denoised scan =
      cleaned_scan(read_masked_bold(options.bold, options.mask), sidecar_path(options.bold));
  const auto result = run_stage(smooth_stage, options.params, scan);
  carry_cleaning(sidecar_path(options.output),
                 sidecar_path(options.bold),
                 scan.bold.repetition_time_s,
                 provenance_of(result, {options.bold}));
  write_masked_bold(options.output, result.value.bold);
  std::printf("%s: %td voxels smoothed by %s mm\n",
              options.output.c_str(),
              scan.bold.values.rows(),
              format_number(options.params.fwhm_mm).c_str());
  return 0;
}

}  // namespace

void add_smooth_command(Command& program) {
  Command command =
      program.subcommand("smooth", "Cleaned scan (NIfTI) to one that is smoothed inside its mask");
  auto options = std::make_shared<SmoothOptions>();
  options->params.fwhm_mm = 6.0;
  command.add_option("bold", options->bold, "4-D scan; its JSON sidecar is carried on").required();
  command.add_option("output", options->output, "Smoothed scan").required();
  command.add_option("--mask", options->mask, "Brain mask on the scan's grid");
  options->table = std::make_unique<StageOptions>(
      command, std::vector<ParameterSection>{{"smooth", field_table(options->params)}});
  command.does([options] { return smooth_files(*options); });
}

}  // namespace rewire::app
