#include <cstdio>
#include <memory>

#include "pipeline/app/command.h"
#include "pipeline/app/stage_run.h"
#include "stages/core/error.h"
#include "stages/files/connectome_files.h"
#include "stages/files/graph_metrics_files.h"
#include "stages/graph/graph_stage.h"
#include "stages/kernels/network/metric_table.h"

namespace rewire::app {
namespace {

struct GraphOptions {
  std::string matrix;
  std::string output;
  bool list = false;
  GraphParams params;
  std::unique_ptr<StageOptions> table;
};

int graph_files(GraphOptions& options) {
  if (options.list) {
    std::fputs(metric_table_markdown().c_str(), stdout);
    return 0;
  }
  if (options.matrix.empty() || options.output.empty()) {
    throw ConfigError({.found = "no matrix or no output file",
                       .expected = "rewire graph <relmat.tsv> <graphmetrics.tsv>, or --list",
                       .where = "command line",
                       .remedy = "see rewire graph --help"});
  }
  options.table->apply();
  const Connectome connectome = read_connectome(options.matrix);
  const StageResult<GraphMetrics> result = run_stage(graph_stage, options.params, connectome);
  write_graph_metrics(options.output, result.value, provenance_of(result, {options.matrix}));
  std::printf("%s: %zu regions, %td densities\n",
              options.output.c_str(),
              result.value.regions.size(),
              result.value.densities.size());
  return 0;
}

}  // namespace

void add_graph_command(CLI::App& app, Action& action) {
  CLI::App* command =
      app.add_subcommand("graph", "Matrix (*_relmat.tsv) to graph metrics (*_graphmetrics.tsv)");
  auto options = std::make_shared<GraphOptions>();
  command->add_option("relmat", options->matrix, "Matrix of r");
  command->add_option("graphmetrics", options->output, "Table of metrics");
  command->add_flag("--list", options->list, "Every metric with definition, paper and edge rules");
  options->table = std::make_unique<StageOptions>(
      *command, std::vector<StageOptions::Table>{{"graph", field_table(options->params)}});
  command->callback([&action, options] { action = [options] { return graph_files(*options); }; });
}

}  // namespace rewire::app
