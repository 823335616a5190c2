#include <cstdio>
#include <filesystem>
#include <memory>

#include "pipeline/app/command.h"
#include "pipeline/app/stage_run.h"
#include "stages/core/error.h"
#include "stages/files/connectome_files.h"
#include "stages/files/multilayer_files.h"
#include "stages/files/region_series_files.h"
#include "stages/graph/multilayer_stage.h"

namespace rewire::app {
namespace {

struct MultilayerOptions {
  std::string output;
  std::string series;
  std::vector<std::string> matrices;
  MultilayerParams params;
  std::unique_ptr<StageOptions> table;
};

/// Sessions as layers, in the order of the command line.
MultilayerCommunities over_sessions(const MultilayerOptions& options) {
  return in_context("multilayer", [&] {
    std::vector<NetworkLayer> layers;
    for (const std::string& path : options.matrices) {
      layers.push_back({std::filesystem::path(path).filename().string(), read_connectome(path)});
    }
    return multilayer_communities(layers, options.params);
  });
}

int multilayer_files(MultilayerOptions& options) {
  if (options.series.empty() == options.matrices.empty()) {
    throw ConfigError({.found = options.series.empty() ? "no layers" : "a series and matrices",
                       .expected = "matrices of sessions in order, or --series of one scan",
                       .where = "command line",
                       .remedy = "see rewire multilayer --help"});
  }
  options.table->apply();
  MultilayerCommunities communities;
  Provenance provenance;
  if (options.series.empty()) {
    communities = over_sessions(options);
    provenance = provenance_of(
        StageResult<MultilayerCommunities>{
            .value = {}, .provenance = provenance_for(multilayer_stage, options.params)},
        options.matrices);
  } else {
    auto result = run_stage(multilayer_stage, options.params, read_region_series(options.series));
    provenance = provenance_of(result, {options.series});
    communities = std::move(result.value);
  }
  write_multilayer(options.output, communities, provenance);
  std::printf("%s: %zu regions, %zu layers\n",
              options.output.c_str(),
              communities.regions.size(),
              communities.layers.size());
  return 0;
}

}  // namespace

void add_multilayer_command(Command& program) {
  Command command = program.subcommand(
      "multilayer", "Communities over the windows of a scan, or over sessions (*_multilayer.tsv)");
  auto options = std::make_shared<MultilayerOptions>();
  command.add_option("multilayer", options->output, "Table of flexibility and the like").required();
  command.add_option("relmat", options->matrices, "Matrices of r, one per session, in order");
  command.add_option("--series", options->series, "Region series, cut into windows");
  options->table = std::make_unique<StageOptions>(
      command, std::vector<ParameterSection>{{"multilayer", field_table(options->params)}});
  command.does([options] { return multilayer_files(*options); });
}

}  // namespace rewire::app
