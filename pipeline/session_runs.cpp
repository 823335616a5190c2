#include "pipeline/session_runs.h"

#include <algorithm>

#include "pipeline/connectivity_steps.h"
#include "pipeline/engine/output_lock.h"
#include "pipeline/record_files.h"
#include "pipeline/scan_storage.h"
#include "pipeline/subject_pipeline.h"
#include "stages/core/log.h"
#include "stages/denoise/join_runs.h"
#include "stages/files/region_series_files.h"

namespace rewire {
namespace {

ScanKey without_run(ScanKey key) {
  key.run.clear();
  return key;
}

/// The file with a run's series; empty when the run has none.
std::filesystem::path series_file(const ParticipantRun& run, const ScanKey& key) {
  const auto storage = ScanStorage(run.output, key, run.params.run.atlas).series();
  const std::filesystem::path& file = storage.files.front();
  return std::filesystem::exists(file) ? file : std::filesystem::path();
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
  std::vector<std::filesystem::path> files;
  Digester content;
  for (const ScanKey& key : joined.runs) {
    const std::filesystem::path file = series_file(run, key);
    if (file.empty()) {
      log::warning(describe(joined.key) + ": run " + key.run + " has no series, is left out");
      continue;
    }
    files.push_back(file);
    content.digest(records.file_content(file));
  }
  engine::Graph graph;
  const auto runs = graph.source<RunSeries>("runs", content.finish(), [files] {
    RunSeries series;
    for (const auto& file : files) series.runs.push_back(read_region_series(file));
    return series;
  });
  const auto series = graph.apply(join_runs_stage, JoinRunsParams{}, runs);
  const auto connectome = graph.apply(connect_stage, run.params.connect, series);
  const auto metrics = graph.apply(graph_stage, run.params.graph, connectome);
  const ScanStorage storage(run.output, joined.key, run.params.run.atlas);
  graph.store(series, storage.series());
  graph.store(connectome, storage.connectome(kinds_of(run.params.connect).front()));
  add_other_kinds(graph, series, run.params.connect, storage);
  graph.store(metrics, storage.metrics());
  add_multilayer(graph, series, run.params, storage);
  const engine::RunOptions options{.program_version = run.program_version};
  engine::GraphRun graph_run(graph, records, options);
  return graph_run.run();
}

}  // namespace rewire
