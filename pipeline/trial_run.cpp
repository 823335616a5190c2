#include "pipeline/trial_run.h"

#include "pipeline/dataset_description.h"
#include "pipeline/engine/loop_progress.h"
#include "pipeline/engine/output_lock.h"
#include "pipeline/engine/part_files.h"
#include "pipeline/engine/runner.h"
#include "pipeline/record_files.h"
#include "pipeline/trial_report.h"
#include "pipeline/trial_scans.h"
#include "pipeline/trial_sources.h"
#include "pipeline/trial_text.h"
#include "stages/core/error.h"
#include "stages/core/kept_parts.h"
#include "stages/core/log.h"
#include "stages/core/parallel.h"
#include "stages/files/comparison_files.h"
#include "stages/files/trial_hdf5.h"

namespace rewire {
namespace {

engine::Storage<Comparison> comparison_storage(const std::filesystem::path& output) {
  const std::filesystem::path group = output / "group";
  return {.files = {group / "effects.tsv",
                    group / "flow.tsv",
                    group / "comparison.json",
                    group / "trial.h5"},
          .write =
              [group](const Comparison& comparison, const Provenance& provenance) {
                write_comparison(group, comparison, provenance);
              },
          .read = [group] { return read_trial_hdf5(group / "trial.h5"); }};
}

}  // namespace

TrialResult run_trial(const TrialRun& run) {
  const ThreadLimit limit(run.threads);
  const TrialSources sources = find_trial_sources(run.dataset, run.derivatives, run.params);
  for (const Problem& problem : sources.problems) {
    if (problem.severity == Severity::warning) log::warning(to_text(problem));
  }
  throw_if_errors(sources.problems);

  const engine::OutputLock lock(lock_file(run.output, "group"));
  write_dataset_description(run.output, run.program_version);
  engine::Records records(record_file(run.output, "group"), run.output);
  engine::Graph graph;
  const auto trial = graph.source<TrialData>("trial", content_of(sources, records), [&] {
    return read_trial(sources, endpoint_spool(run.output, run.memory_mb));
  });
  const auto comparison = graph.apply(compare_stage, run.params.compare, trial);
  graph.store(comparison, comparison_storage(run.output));
  const std::filesystem::path group = run.output / "group";
  const auto scans = add_scan_summaries(graph, records, sources, group);
  const engine::RunOptions options{
      .program_version = run.program_version, .sources = {}, .on_step = {}};
  engine::GraphRun graph_run(graph, records, options);
  const engine::LoopProgress progress;
  engine::PartFiles parts(part_directory(run.output, "group"),
                          run.program_version,
                          compare_stage.name,
                          compare_stage.version);
  const PartStoreUse keeping(parts);
  for (const engine::StepReport& step : graph_run.run()) {
    for (const Problem& problem : step.warnings) log::warning(to_text(problem));
  }
  parts.forget();
  TrialResult result{.comparison = *graph_run.value(comparison), .text = {}};
  write_trial_report(group / "report.html",
                     result.comparison,
                     read_trial_provenance(group / "trial.h5"),
                     *graph_run.value(scans));
  result.text = trial_text(result.comparison);
  return result;
}

}  // namespace rewire
