#include <cstdio>
#include <memory>

#include "pipeline/app/command.h"
#include "pipeline/app/stage_run.h"
#include "stages/connectivity/connect.h"
#include "stages/files/connectome_files.h"
#include "stages/files/region_series_files.h"

namespace rewire::app {
namespace {

struct ConnectOptions {
  std::string series;
  std::string output;
  ConnectParams params;
  std::unique_ptr<StageOptions> table;
};

int connect_files(ConnectOptions& options) {
  options.table->apply();
  const RegionSeries series = read_region_series(options.series);
  const StageResult<Connectome> result = run_stage(connect_stage, options.params, series);
  write_connectome(options.output, result.value, provenance_of(result, {options.series}));
  std::printf("%s: %td regions\n", options.output.c_str(), result.value.values.rows());
  return 0;
}

}  // namespace

void add_connect_command(Command& program) {
  Command command =
      program.subcommand("connect", "Region series (*_timeseries.tsv) to a matrix (*_relmat.tsv)");
  auto options = std::make_shared<ConnectOptions>();
  command.add_option("timeseries", options->series, "Region series, one column per region")
      .required();
  command.add_option("relmat", options->output, "Matrix of r; Fisher z goes beside it").required();
  options->table = std::make_unique<StageOptions>(
      command, std::vector<ParameterSection>{{"connect", field_table(options->params)}});
  command.does([options] { return connect_files(*options); });
}

}  // namespace rewire::app
