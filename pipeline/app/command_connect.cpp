#include <cstdio>
#include <map>
#include <memory>

#include "pipeline/app/cohort_files.h"
#include "pipeline/app/command.h"
#include "pipeline/app/stage_run.h"
#include "stages/connectivity/connect.h"
#include "stages/core/log.h"
#include "stages/core/number_text.h"
#include "stages/core/requirements.h"
#include "stages/files/connectome_files.h"
#include "stages/files/connectome_hdf5.h"
#include "stages/files/derivative_sidecar.h"

namespace rewire::app {
namespace {

struct ConnectOptions {
  std::string series;
  std::string output;
  SeriesOptions tables;
  bool hdf5 = false;
  bool list = false;
  ConnectParams params;
  std::unique_ptr<StageOptions> table;
};

/// The file of another kind beside `first`, which is of kind `first_kind`.
std::filesystem::path file_of_kind(const std::filesystem::path& first,
                                   ConnectivityKind first_kind,
                                   ConnectivityKind kind) {
  if (kind == first_kind) return first;
  const std::string label(to_text(kind));
  std::string name = first.filename().string();
  const std::string entity = "stat-" + std::string(to_text(first_kind)) + "_";
  const std::size_t at = name.find(entity);
  if (at == std::string::npos) {
    return first.parent_path() / (first.stem().string() + "_" + label + first.extension().string());
  }
  return first.parent_path() / name.replace(at, entity.size(), "stat-" + label + "_");
}

using NamesByReason = std::map<std::string, std::vector<std::string>>;

void warn_of(const NamesByReason& names_by_reason, const std::string& what) {
  for (const auto& [reason, names] : names_by_reason) {
    std::string line = std::to_string(names.size()) + " ";
    line.append(what).append(": ").append(reason);
    line.append(" (").append(enumerate(names)).append(")");
    log::warning(line);
  }
}

void warn_of_missing_regions(const Connectome& connectome) {
  NamesByReason missing;
  for (const RegionSignal& signal : connectome.regions) {
    if (!signal.missing_reason.empty())
      missing[signal.missing_reason].push_back(signal.region.name);
  }
  warn_of(missing, "regions without a series");
}

void warn_of_undefined_edges(const Connectome& connectome) {
  const auto name = [&](Eigen::Index i) -> const std::string& {
    return connectome.regions[static_cast<std::size_t>(i)].region.name;
  };
  NamesByReason undefined;
  for (const UndefinedEdge& edge : connectome.undefined_edges) {
    undefined[edge.reason].push_back(name(edge.first) + "--" + name(edge.second));
  }
  const ConnectivityDeclaration& kind = declaration_of(connectome.kind);
  warn_of(undefined, std::string(kind.name) + " edges");
  if (connectome.regions.size() > 1 && !connectome.standard_errors.array().isFinite().any()) {
    log::info(std::string(kind.name) + ": no standard errors (" + std::string(kind.uncertainty) +
              ")");
  }
}

int connect_files(ConnectOptions& options) {
  if (options.list) {
    std::fputs(connectivity_table_markdown().c_str(), stdout);
    return 0;
  }
  options.table->apply();
  if (options.series.empty() || options.output.empty()) {
    throw ConfigError({.found = "no series or no output file",
                       .expected = "rewire connect <timeseries> <relmat.tsv>, or --list",
                       .where = "command line",
                       .remedy = "see rewire connect --help"});
  }
  require_own_sidecar(options.output);
  const RegionSeries series = read_series(options.series, options.tables);
  const std::vector<ConnectivityKind> kinds = kinds_of(options.params);
  for (const ConnectivityKind kind : kinds) {
    const std::filesystem::path file = file_of_kind(options.output, kinds.front(), kind);
    const StageResult<Connectome> result = in_context(std::string(declaration_of(kind).name), [&] {
      return run_stage(connect_stage, with_kind(options.params, kind), series);
    });
    const Provenance provenance = provenance_of(result, {options.series});
    write_connectome(file, result.value, provenance);
    if (options.hdf5) {
      write_connectome_hdf5(
          std::filesystem::path(file).replace_extension(".h5"), result.value, provenance);
    }
    if (kind == kinds.front()) warn_of_missing_regions(result.value);
    warn_of_undefined_edges(result.value);
    const auto reliability = result.value.fit.find("split_half_reliability");
    const std::string suffix =
        reliability == result.value.fit.end()
            ? ""
            : ", split-half reliability " + format_fixed(reliability->second, 2);
    std::printf("%s: %td regions, %td volumes%s\n",
                file.string().c_str(),
                series.values.cols(),
                series.values.rows(),
                suffix.c_str());
  }
  return 0;
}

}  // namespace

void add_connect_command(Command& program) {
  Command command = program.subcommand(
      "connect",
      "Region series (TSV, CSV, 1D, NPY) to matrices (*_relmat.tsv) of one or more kinds");
  auto options = std::make_shared<ConnectOptions>();
  command.add_option("timeseries", options->series, "Region series, one column per region");
  command.add_option("relmat",
                     options->output,
                     "Matrix of the first kind; its Fisher z, standard errors and degrees of "
                     "freedom go beside it, and so do other kinds");
  add_series_options(command, options->tables);
  command.add_flag("--hdf5", options->hdf5, "Writes every kind as one HDF5 file, too");
  command.add_flag("--list", options->list, "Every kind with definition, range and paper");
  options->table = std::make_unique<StageOptions>(
      command, std::vector<ParameterSection>{{"connect", field_table(options->params)}});
  command.does([options] { return connect_files(*options); });
}

}  // namespace rewire::app
