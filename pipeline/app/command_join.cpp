#include <cstdio>
#include <memory>

#include "pipeline/app/command.h"
#include "pipeline/app/stage_run.h"
#include "stages/denoise/join_runs.h"
#include "stages/files/region_series_files.h"

namespace rewire::app {
namespace {

struct JoinOptions {
  std::string output;
  std::vector<std::string> runs;
};

int join_files(const JoinOptions& options) {
  RunSeries series;
  for (const std::string& file : options.runs) series.runs.push_back(read_region_series(file));
  const auto result = run_stage(join_runs_stage, JoinRunsParams{}, series);
  write_region_series(options.output, result.value, provenance_of(result, options.runs));
  std::printf("%s: %zu runs, %td volumes\n",
              options.output.c_str(),
              options.runs.size(),
              result.value.values.rows());
  return 0;
}

}  // namespace

void add_join_command(Command& program) {
  Command command = program.subcommand(
      "join", "Cleaned region series of a session's runs to one series that knows its gaps");
  auto options = std::make_shared<JoinOptions>();
  command.add_option("output", options->output, "Region series to write").required();
  command.add_option("runs", options->runs, "Region series, in the order of the runs").required();
  command.does([options] { return join_files(*options); });
}

}  // namespace rewire::app
