#include "pipeline/app/connect_session.h"

#include <algorithm>
#include <map>

#include "pipeline/app/stage_run.h"
#include "pipeline/bids/entities.h"
#include "stages/connectivity/connect.h"
#include "stages/core/number_text.h"
#include "stages/core/requirements.h"
#include "stages/files/connectome_files.h"
#include "stages/files/connectome_hdf5.h"
#include "stages/files/derivative_sidecar.h"

namespace rewire::app {
namespace {

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

void add_lines(const NamesByReason& names_by_reason,
               const std::string& what,
               std::vector<std::string>& lines) {
  for (const auto& [reason, names] : names_by_reason) {
    std::string line = std::to_string(names.size()) + " ";
    line.append(what).append(": ").append(reason);
    line.append(" (").append(enumerate(names)).append(")");
    lines.push_back(std::move(line));
  }
}

void add_missing_regions(const Connectome& connectome, ConnectReport& report) {
  NamesByReason missing;
  for (const RegionSignal& signal : connectome.regions) {
    if (!signal.missing_reason.empty()) {
      missing[signal.missing_reason].push_back(signal.region.name);
    }
  }
  add_lines(missing, "regions without a series", report.warnings);
}

void add_undefined_edges(const Connectome& connectome, ConnectReport& report) {
  const auto name = [&](Eigen::Index i) -> const std::string& {
    return connectome.regions[static_cast<std::size_t>(i)].region.name;
  };
  NamesByReason undefined;
  for (const UndefinedEdge& edge : connectome.undefined_edges) {
    undefined[edge.reason].push_back(name(edge.first) + "--" + name(edge.second));
  }
  const ConnectivityDeclaration& kind = declaration_of(connectome.kind);
  add_lines(undefined, std::string(kind.name) + " edges", report.warnings);
  if (connectome.regions.size() > 1 && !connectome.standard_errors.array().isFinite().any()) {
    report.notes.push_back(std::string(kind.name) + ": no standard errors (" +
                           std::string(kind.uncertainty) + ")");
  }
}

std::string line_of(const std::filesystem::path& file,
                    const RegionSeries& series,
                    const Connectome& connectome) {
  const auto reliability = connectome.fit.find("split_half_reliability");
  std::string line = file.string() + ": " + std::to_string(series.values.cols()) + " regions, " +
                     std::to_string(series.values.rows()) + " volumes";
  if (reliability != connectome.fit.end()) {
    line += ", split-half reliability " + format_fixed(reliability->second, 2);
  }
  return line;
}

bool is_region_series(const std::filesystem::path& file) {
  const auto name = parse_bids_name(file.filename().string());
  return name && name->suffix == "timeseries" && file.extension() == ".tsv" &&
         !(name->label("atlas").empty() && name->label("seg").empty());
}

}  // namespace

ConnectReport connect_session(const ConnectTask& task,
                              const SeriesOptions& tables,
                              const ConnectParams& params,
                              bool hdf5) {
  require_own_sidecar(task.matrix);
  ConnectReport report;
  const RegionSeries series = read_series(task.series, tables);
  const std::vector<ConnectivityKind> kinds = kinds_of(params);
  for (const ConnectivityKind kind : kinds) {
    const std::filesystem::path file = file_of_kind(task.matrix, kinds.front(), kind);
    const StageResult<Connectome> result = in_context(std::string(declaration_of(kind).name), [&] {
      return run_stage(connect_stage, with_kind(params, kind), series);
    });
    const Provenance provenance = provenance_of(result, {task.series.string()});
    write_connectome(file, result.value, provenance);
    if (hdf5) {
      write_connectome_hdf5(
          std::filesystem::path(file).replace_extension(".h5"), result.value, provenance);
    }
    if (kind == kinds.front()) add_missing_regions(result.value, report);
    add_undefined_edges(result.value, report);
    report.written.push_back(line_of(file, series, result.value));
  }
  return report;
}

std::vector<std::filesystem::path> series_files(const std::vector<std::string>& inputs) {
  std::vector<std::filesystem::path> files;
  Requirements requirements("region series", "name the series one by one");
  for (const std::string& input : inputs) {
    if (!std::filesystem::is_directory(input)) {
      files.emplace_back(input);
      continue;
    }
    std::vector<std::filesystem::path> below;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(input)) {
      if (is_region_series(entry.path())) below.push_back(entry.path());
    }
    requirements.require(!below.empty(),
                         "no *_atlas-*_timeseries.tsv in or below " + input,
                         "region series in a directory that is named");
    std::sort(below.begin(), below.end());
    files.insert(files.end(), below.begin(), below.end());
  }
  throw_if_errors(requirements.take());
  return files;
}

std::vector<ConnectTask> tasks_below(const std::filesystem::path& output,
                                     const std::vector<std::filesystem::path>& series,
                                     ConnectivityKind first_kind) {
  std::vector<ConnectTask> tasks;
  std::map<std::filesystem::path, std::filesystem::path> written;
  std::vector<Problem> problems;
  tasks.reserve(series.size());
  for (const std::filesystem::path& file : series) {
    const auto matrix = session_file(output, file, std::string(to_text(first_kind)), "relmat");
    tasks.push_back({.series = file, .matrix = matrix});
    const auto [other, is_new] = written.emplace(matrix, file);
    if (is_new) continue;
    problems.push_back(
        {.found = matrix.string() + " for " + other->second.string() + " and for " + file.string(),
         .expected = "a name of its own for every session",
         .where = "command line",
         .remedy = "rename one of them, or connect them in separate calls"});
  }
  if (!problems.empty()) throw ConfigError(std::move(problems));
  return tasks;
}

}  // namespace rewire::app
