#include <cstdio>
#include <memory>
#include <optional>

#include "pipeline/app/command.h"
#include "pipeline/app/stage_run.h"
#include "stages/connectivity/connect.h"
#include "stages/core/number_text.h"
#include "stages/files/connectome_files.h"
#include "stages/files/connectome_hdf5.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/region_series_files.h"

namespace rewire::app {
namespace {

struct ConnectOptions {
  std::string series;
  std::string output;
  std::optional<double> repetition_time_s;
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
  const RegionSeries series = read_region_series(options.series, options.repetition_time_s);
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
    const auto reliability = result.value.fit.find("split_half_reliability");
    const std::string suffix =
        reliability == result.value.fit.end()
            ? ""
            : ", split-half reliability " + format_fixed(reliability->second, 2);
    std::printf(
        "%s: %td regions%s\n", file.string().c_str(), result.value.values.rows(), suffix.c_str());
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
  command.add_option("--repetition-time",
                     options->repetition_time_s,
                     "Seconds between volumes, where no sidecar says it");
  command.add_flag("--hdf5", options->hdf5, "Writes every kind as one HDF5 file, too");
  command.add_flag("--list", options->list, "Every kind with definition, range and paper");
  options->table = std::make_unique<StageOptions>(
      command, std::vector<ParameterSection>{{"connect", field_table(options->params)}});
  command.does([options] { return connect_files(*options); });
}

}  // namespace rewire::app
