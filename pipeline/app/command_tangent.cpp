#include <cstdio>
#include <memory>

#include "pipeline/app/cohort_files.h"
#include "pipeline/app/command.h"
#include "pipeline/app/stage_run.h"
#include "stages/connectivity/tangent.h"
#include "stages/files/connectome_files.h"

namespace rewire::app {
namespace {

struct TangentOptions {
  std::string output;
  std::vector<std::string> series;
  SeriesOptions tables;
  TangentParams params;
  std::unique_ptr<StageOptions> table;
};

int write_tangents(TangentOptions& options) {
  options.table->apply();
  const CohortSeries cohort = read_cohort(options.series, options.tables);
  const auto result = run_stage(tangent_stage, options.params, cohort);
  const Provenance provenance = provenance_of(result, options.series);
  const std::filesystem::path output(options.output);
  std::filesystem::create_directories(output);
  for (std::size_t i = 0; i < options.series.size(); ++i) {
    const auto file = session_file(output, options.series[i], "tangent", "relmat");
    std::filesystem::create_directories(file.parent_path());
    write_connectome(file, result.value.sessions[i], provenance);
    std::printf("%s\n", file.string().c_str());
  }
  const auto reference = output / "desc-tangentreference_stat-covariance_relmat.tsv";
  write_connectome(reference, result.value.reference, provenance);
  std::printf("%s: mean of %.0f sessions after %.0f steps\n",
              reference.string().c_str(),
              result.value.reference.fit.at("sessions"),
              result.value.reference.fit.at("iterations"));
  return 0;
}

}  // namespace

void add_tangent_command(Command& program) {
  Command command = program.subcommand(
      "tangent",
      "Region series of several sessions to matrices in the tangent space of their mean");
  auto options = std::make_shared<TangentOptions>();
  command.add_option("output_dir", options->output, "Where the matrices go").required();
  command.add_option("timeseries", options->series, "Region series, one per session").required();
  add_series_options(command, options->tables);
  options->table = std::make_unique<StageOptions>(
      command, std::vector<ParameterSection>{{"tangent", field_table(options->params)}});
  command.does([options] { return write_tangents(*options); });
}

}  // namespace rewire::app
