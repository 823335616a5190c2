#include <cstdio>
#include <memory>

#include "pipeline/app/command.h"
#include "pipeline/app/scan_files.h"
#include "pipeline/app/stage_run.h"
#include "stages/files/cleaning_files.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/region_series_files.h"
#include "stages/parcellate/parcellate.h"

namespace rewire::app {
namespace {

struct ParcellateOptions {
  std::string bold;
  std::string labels;
  std::string label_table;
  std::string mask;
  std::string output;
  ParcellateParams params;
  std::unique_ptr<StageOptions> table;
};

int parcellate_files(ParcellateOptions& options) {
  options.table->apply();
  StageResult<RegionSeries> result = parcellate_file(
      options.bold, options.mask, {options.labels, options.label_table}, options.params);
  if (const auto cleaned = read_cleaned_scan(sidecar_path(options.bold))) {
    result.value.kept = cleaned->kept;
    result.value.degrees_of_freedom = cleaned->degrees_of_freedom;
    result.value.nuisance_degrees_of_freedom = cleaned->nuisance_degrees_of_freedom;
    throw_if_errors(validate(result.value, options.bold));
  }
  write_region_series(
      options.output, result.value, provenance_of(result, {options.bold, options.labels}));
  for (const RegionSignal& region : result.value.regions) {
    if (region.missing_reason.empty()) continue;
    log::warning("region " + region.region.name + " is n/a: " + region.missing_reason);
  }
  std::printf("%s: %zu regions\n", options.output.c_str(), result.value.regions.size());
  return 0;
}

}  // namespace

void add_parcellate_command(Command& program) {
  Command command = program.subcommand(
      "parcellate", "Scan (NIfTI) and label image on its grid to region series (*_timeseries.tsv)");
  auto options = std::make_shared<ParcellateOptions>();
  command.add_option("bold", options->bold, "4-D scan").required();
  command.add_option("labels", options->labels, "Label image on the scan's grid").required();
  command.add_option("label_table", options->label_table, "TSV: index or label, name").required();
  command.add_option("timeseries", options->output, "Region series to write").required();
  command.add_option("--mask", options->mask, "Brain mask on the scan's grid");
  options->table = std::make_unique<StageOptions>(
      command, std::vector<ParameterSection>{{"parcellate", field_table(options->params)}});
  command.does([options] { return parcellate_files(*options); });
}

}  // namespace rewire::app
