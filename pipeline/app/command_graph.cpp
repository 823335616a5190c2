#include <cstdio>
#include <memory>

#include "pipeline/app/command.h"
#include "pipeline/app/stage_run.h"
#include "stages/core/error.h"
#include "stages/core/number_text.h"
#include "stages/files/connectome_files.h"
#include "stages/files/graph_hdf5.h"
#include "stages/files/graph_metrics_files.h"
#include "stages/files/region_series_files.h"
#include "stages/graph/graph_stage.h"
#include "stages/kernels/network/metric_table.h"
#include "stages/kernels/network/threshold.h"

namespace rewire::app {
namespace {

struct GraphOptions {
  std::string matrix;
  std::string output;
  std::string series;
  std::string hdf5;
  std::vector<std::string> arm;
  bool list = false;
  GraphParams params;
  std::unique_ptr<StageOptions> table;
};

/// Absolute thresholds at which the matrices of one arm have each density on average.
int print_thresholds(const GraphOptions& options) {
  std::vector<Eigen::MatrixXd> matrices;
  for (const std::string& path : options.arm) {
    const Connectome connectome = read_connectome(path);
    // Regions without a series have no edges, and pairs of theirs do not count.
    std::vector<Eigen::Index> present;
    for (std::size_t i = 0; i < connectome.regions.size(); ++i) {
      if (connectome.regions[i].missing_reason.empty()) {
        present.push_back(static_cast<Eigen::Index>(i));
      }
    }
    matrices.emplace_back(connectome.values(present, present));
  }
  std::puts("density\tthreshold");
  for (const double density : options.params.densities) {
    std::printf("%s\t%s\n",
                format_number(density).c_str(),
                format_number(threshold_for_mean_density(matrices, density)).c_str());
  }
  return 0;
}

StageResult<GraphMetrics> measure(const GraphOptions& options) {
  const Connectome connectome = read_connectome(options.matrix);
  if (options.series.empty()) return run_stage(graph_stage, options.params, connectome);
  return run_stage(
      graph_series_stage, options.params, connectome, read_region_series(options.series));
}

int graph_files(GraphOptions& options) {
  if (options.list) {
    std::fputs(metric_table_markdown().c_str(), stdout);
    return 0;
  }
  options.table->apply();
  if (!options.arm.empty()) return print_thresholds(options);
  if (options.matrix.empty() || options.output.empty()) {
    throw ConfigError({.found = "no matrix or no output file",
                       .expected = "rewire graph <relmat.tsv> <graphmetrics.tsv>, or --list",
                       .where = "command line",
                       .remedy = "see rewire graph --help"});
  }
  const StageResult<GraphMetrics> result = measure(options);
  std::vector<std::string> sources{options.matrix};
  if (!options.series.empty()) sources.push_back(options.series);
  const Provenance provenance = provenance_of(result, sources);
  write_graph_metrics(options.output, result.value, provenance);
  if (!options.hdf5.empty()) write_graph_hdf5(options.hdf5, result.value, provenance);
  std::printf("%s: %zu regions, %td levels, %zu metrics\n",
              options.output.c_str(),
              result.value.regions.size(),
              result.value.levels.size(),
              result.value.nodal.size() + result.value.global.size() + result.value.curves.size());
  return 0;
}

}  // namespace

void add_graph_command(Command& program) {
  Command command =
      program.subcommand("graph", "Matrix (*_relmat.tsv) to graph metrics (*_graphmetrics.tsv)");
  auto options = std::make_shared<GraphOptions>();
  command.add_option("relmat", options->matrix, "Matrix of r");
  command.add_option("graphmetrics", options->output, "Table of metrics");
  command.add_option("--series",
                     options->series,
                     "Region series of the matrix, for null networks with random phases");
  command.add_option("--hdf5", options->hdf5, "Writes the metrics as one HDF5 file too");
  command.add_option("--arm",
                     options->arm,
                     "Matrices of one arm: prints the absolute thresholds at which they have the "
                     "densities on average");
  command.add_flag("--list", options->list, "Every metric with definition, paper and edge rules");
  options->table = std::make_unique<StageOptions>(
      command, std::vector<ParameterSection>{{"graph", field_table(options->params)}});
  command.does([options] { return graph_files(*options); });
}

}  // namespace rewire::app
