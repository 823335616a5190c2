#include "pipeline/trial_run.h"

#include "pipeline/dataset_description.h"
#include "pipeline/engine/output_lock.h"
#include "pipeline/engine/runner.h"
#include "pipeline/record_files.h"
#include "pipeline/trial_report.h"
#include "pipeline/trial_sources.h"
#include "pipeline/trial_text.h"
#include "stages/core/error.h"
#include "stages/core/log.h"
#include "stages/core/parallel.h"
#include "stages/files/comparison_files.h"
#include "stages/files/quality_files.h"

namespace rewire {
namespace {

engine::Storage<Comparison> comparison_storage(const std::filesystem::path& output) {
  const std::filesystem::path group = output / "group";
  return {.files = {group / "effects.tsv",
                    group / "flow.tsv",
                    group / "comparison.json",
                    group / "trial.h5",
                    group / "report.html"},
          .write =
              [group](const Comparison& comparison, const Provenance& provenance) {
                write_comparison(group, comparison, provenance);
                write_trial_report(group / "report.html", comparison, provenance);
              },
          .read = {}};
}

std::vector<std::filesystem::path> quality_files(const TrialSources& sources) {
  std::vector<std::filesystem::path> files;
  for (const RowFiles& row : sources.files) {
    for (const DerivativeFile& file : row.quality) files.push_back(file.path);
  }
  return files;
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
  const auto trial = graph.source<TrialData>(
      "trial", content_of(sources, records), [&sources] { return read_trial(sources); });
  const auto comparison = graph.apply(compare_stage, run.params.compare, trial);
  graph.store(comparison, comparison_storage(run.output));
  const engine::RunOptions options{
      .program_version = run.program_version, .sources = {}, .on_step = {}};
  engine::GraphRun graph_run(graph, records, options);
  for (const engine::StepReport& step : graph_run.run()) {
    for (const Problem& problem : step.warnings) log::warning(to_text(problem));
  }
  write_quality_table(run.output / "group" / "quality.tsv", quality_files(sources));
  TrialResult result{.comparison = *graph_run.value(comparison), .text = {}};
  result.text = trial_text(result.comparison);
  return result;
}

}  // namespace rewire
