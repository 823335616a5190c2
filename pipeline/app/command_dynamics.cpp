#include <cstdio>
#include <memory>

#include "pipeline/app/cohort_files.h"
#include "pipeline/app/command.h"
#include "pipeline/app/stage_run.h"
#include "stages/dynamics/dynamics.h"
#include "stages/dynamics/edge_series.h"
#include "stages/files/dynamics_files.h"

namespace rewire::app {
namespace {

struct DynamicsOptions {
  std::string output;
  std::vector<std::string> series;
  SeriesOptions tables;
  bool edge_series = false;
  DynamicsParams params;
  std::unique_ptr<StageOptions> table;
};

int write_dynamics(DynamicsOptions& options) {
  options.table->apply();
  const CohortSeries cohort = read_cohort(options.series, options.tables);
  const auto result = run_stage(dynamics_stage, options.params, cohort);
  const Provenance provenance = provenance_of(result, options.series);
  const std::filesystem::path output(options.output);
  for (std::size_t i = 0; i < options.series.size(); ++i) {
    const auto place = [&](const std::string& stat, const std::string& suffix) {
      auto file = session_file(output, options.series[i], stat, suffix);
      std::filesystem::create_directories(file.parent_path());
      return file;
    };
    write_session_dynamics(place, result.value, result.value.sessions[i], provenance);
    if (!options.edge_series) continue;
    const EdgeSeries edges = edge_series(cohort.sessions[i].series);
    write_edge_series(place("edges", "timeseries").replace_extension(".h5"),
                      edges.volumes_s,
                      edges.edges,
                      edges.values,
                      provenance);
  }
  write_cohort_dynamics(output / "group", result.value, provenance);
  std::printf("%s: %zu sessions, %zu states with a silhouette of %.3f\n",
              (output / "group" / "dynamics.tsv").string().c_str(),
              result.value.sessions.size(),
              result.value.states.centroids.size(),
              result.value.states.silhouette);
  return 0;
}

}  // namespace

void add_dynamics_command(Command& program) {
  Command command = program.subcommand(
      "dynamics",
      "Region series of several sessions to windows, states and co-activation patterns");
  auto options = std::make_shared<DynamicsOptions>();
  command.add_option("output_dir", options->output, "Where the results go").required();
  command.add_option("timeseries", options->series, "Region series, one per session").required();
  add_series_options(command, options->tables);
  command.add_flag("--edge-series",
                   options->edge_series,
                   "Writes every edge's series (volumes x edges) as HDF5, too");
  options->table = std::make_unique<StageOptions>(
      command, std::vector<ParameterSection>{{"dynamics", field_table(options->params)}});
  command.does([options] { return write_dynamics(*options); });
}

}  // namespace rewire::app
