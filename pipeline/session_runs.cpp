#include "pipeline/session_runs.h"

#include <algorithm>

#include "pipeline/connectivity_steps.h"
#include "pipeline/engine/output_lock.h"
#include "pipeline/record_files.h"
#include "pipeline/scan_storage.h"
#include "pipeline/subject_pipeline.h"
#include "stages/core/log.h"
#include "stages/denoise/join_runs.h"
#include "stages/files/derivative_sidecar.h"
#include "stages/files/local_activity_files.h"
#include "stages/files/region_series_files.h"
#include "stages/local_activity/join_activity.h"

namespace rewire {
namespace {

ScanKey without_run(ScanKey key) {
  key.run.clear();
  return key;
}

/// What a run left behind; empty paths for what is not there.
struct RunFiles {
  std::filesystem::path series;
  std::filesystem::path activity;
};

RunFiles files_of(const ParticipantRun& run, const ScanKey& key) {
  const ScanStorage storage(run.output, key, run.params.run.atlas);
  const auto existing = [](const std::filesystem::path& file) {
    return std::filesystem::exists(file) ? file : std::filesystem::path();
  };
  return {.series = existing(storage.series().files.front()),
          .activity = existing(storage.local_activity().files.front())};
}

/// The runs that have a series; the others are warned about.
std::vector<RunFiles> analysed_runs(const ParticipantRun& run, const JoinedRuns& joined) {
  std::vector<RunFiles> files;
  for (const ScanKey& key : joined.runs) {
    files.push_back(files_of(run, key));
    if (!files.back().series.empty()) continue;
    log::warning(describe(joined.key) + ": run " + key.run + " has no series, is left out");
    files.pop_back();
  }
  return files;
}

RunSeries read_series(const std::vector<RunFiles>& files) {
  RunSeries series;
  for (const RunFiles& run : files) series.runs.push_back(read_region_series(run.series));
  return series;
}

RunActivity read_activity(const std::vector<RunFiles>& files) {
  RunActivity activity;
  for (const RunFiles& run : files) {
    const std::vector<std::uint8_t> kept = read_region_series(run.series).kept;
    activity.runs.push_back(read_local_activity(run.activity));
    activity.kept_volumes.push_back(std::count(kept.begin(), kept.end(), std::uint8_t{1}));
  }
  return activity;
}

/// The local activity of the whole session, where every run has its own.
void add_activity(engine::Graph& graph,
                  engine::Records& records,
                  const std::vector<RunFiles>& files,
                  const ScanStorage& storage) {
  Digester content;
  for (const RunFiles& run : files) {
    if (run.activity.empty()) return;
    content.digest(records.file_content(run.series));
    for (const auto& file : {run.activity, sidecar_path(run.activity)}) {
      content.digest(records.file_content(file));
    }
  }
  const auto runs = graph.source<RunActivity>(
      "run_activity", content.finish(), [files] { return read_activity(files); });
  graph.store(graph.apply(join_activity_stage, JoinActivityParams{}, runs),
              storage.local_activity());
}

}  // namespace

std::vector<JoinedRuns> find_joined_runs(const std::vector<ScanKey>& scans) {
  std::vector<JoinedRuns> sessions;
  for (const ScanKey& scan : scans) {
    if (scan.run.empty()) continue;
    const ScanKey key = without_run(scan);
    const auto found = std::find_if(
        sessions.begin(), sessions.end(), [&](const JoinedRuns& one) { return one.key == key; });
    if (found == sessions.end()) {
      sessions.push_back({.key = key, .runs = {scan}});
    } else {
      found->runs.push_back(scan);
    }
  }
  std::erase_if(sessions, [&](const JoinedRuns& one) {
    return one.runs.size() < 2 || std::find(scans.begin(), scans.end(), one.key) != scans.end();
  });
  return sessions;
}

std::vector<engine::StepReport> join_session_runs(const ParticipantRun& run,
                                                  const JoinedRuns& joined) {
  const std::string name = to_text(joined.key);
  const engine::OutputLock lock(lock_file(run.output, name));
  if (run.reuse == Reuse::nothing) forget_records(run.output, name);
  engine::Records records(record_file(run.output, name), run.output);
  const std::vector<RunFiles> files = analysed_runs(run, joined);
  Digester content;
  engine::RunOptions options{.program_version = run.program_version};
  for (const RunFiles& one : files) {
    for (const auto& file : {one.series, sidecar_path(one.series)}) {
      content.digest(records.file_content(file));
    }
    options.sources.push_back(one.series.filename().string());
  }
  engine::Graph graph;
  const auto runs =
      graph.source<RunSeries>("runs", content.finish(), [files] { return read_series(files); });
  const auto series = graph.apply(join_runs_stage, JoinRunsParams{}, runs);
  const auto connectome = graph.apply(connect_stage, run.params.connect, series);
  const auto metrics = run.params.graph.null_model == NullModel::phases
                           ? graph.apply(graph_series_stage, run.params.graph, connectome, series)
                           : graph.apply(graph_stage, run.params.graph, connectome);
  const ScanStorage storage(run.output, joined.key, run.params.run.atlas);
  graph.store(series, storage.series());
  graph.store(connectome, storage.connectome(kinds_of(run.params.connect).front()));
  add_other_kinds(graph, series, run.params.connect, storage);
  graph.store(metrics, storage.metrics());
  add_multilayer(graph, series, run.params, storage);
  if (run.params.run.local_activity != LocalActivityOutput::none) {
    add_activity(graph, records, files, storage);
  }
  engine::GraphRun graph_run(graph, records, options);
  return graph_run.run();
}

}  // namespace rewire
