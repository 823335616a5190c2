#include "pipeline/planned_run.h"

#include "pipeline/dataset_description.h"
#include "pipeline/engine/loop_progress.h"
#include "pipeline/engine/output_lock.h"
#include "pipeline/engine/part_files.h"
#include "pipeline/engine/runner.h"
#include "pipeline/plan/plan_lock.h"
#include "pipeline/planned_text.h"
#include "pipeline/record_files.h"
#include "pipeline/trial_report.h"
#include "stages/compare/planned/check_plan.h"
#include "stages/compare/planned/planned_analysis.h"
#include "stages/core/content.h"
#include "stages/core/error.h"
#include "stages/core/kept_parts.h"
#include "stages/core/log.h"
#include "stages/core/parallel.h"
#include "stages/files/planned_files.h"

namespace rewire {
namespace {

engine::Storage<PlannedComparison> planned_storage(const std::filesystem::path& output) {
  const std::filesystem::path group = output / "group";
  return {.files = {group / "endpoints.tsv",
                    group / "checks.tsv",
                    group / "flow.tsv",
                    group / "flow_counts.tsv",
                    group / "methods.txt",
                    group / "trial.json",
                    group / "trial.h5",
                    group / "report.html"},
          .write =
              [group](const PlannedComparison& result, const Provenance& provenance) {
                write_planned(group, result, provenance);
                write_planned_report(group / "report.html", result, provenance);
              },
          .read = [group] { return read_planned(group); }};
}

}  // namespace

PlannedResult run_planned(const PlannedRun& run) {
  const ThreadLimit limit(run.threads);
  const PlanFile file = read_plan(run.plan);
  const PlanState state = plan_state(file);
  std::vector<Problem> problems;
  const engine::LoopProgress progress;
  TrialFiles trial = read_planned_inputs(file, run.sources, run.params, ReadExtent::all, problems);
  for (const Problem& problem : problems) {
    if (problem.severity == Severity::warning) log::warning(to_text(problem));
  }
  // What the plan itself has wrong is told with what the files have wrong.
  if (has_errors(problems)) {
    append(problems,
           trial.inputs.trial.table.rows.empty() ? check_plan_alone(file.plan)
                                                 : check_plan(trial.inputs, state, file.plan));
  }
  throw_if_errors(problems);

  const engine::OutputLock lock(lock_file(run.output, "group"));
  write_dataset_description(run.output, run.program_version);
  engine::Records records(record_file(run.output, "group"), run.output);
  engine::Graph graph;
  const auto inputs = graph.source<TrialInputs>(
      "trial", trial.content, [&trial] { return std::move(trial.inputs); });
  Digester state_content;
  add_content(state_content, state);
  const auto known =
      graph.source<PlanState>("plan", state_content.finish(), [&] { return PlanState(state); });
  const auto result = graph.apply(planned_stage, file.plan, inputs, known);
  graph.store(result, planned_storage(run.output));
  const engine::RunOptions options{
      .program_version = run.program_version, .sources = {}, .on_step = {}};
  engine::GraphRun graph_run(graph, records, options);
  engine::PartFiles parts(part_directory(run.output, "group"),
                          run.program_version,
                          planned_stage.name,
                          planned_stage.version);
  const PartStoreUse keeping(parts);
  for (const engine::StepReport& step : graph_run.run()) {
    for (const Problem& problem : step.warnings) log::warning(to_text(problem));
  }
  parts.forget();
  PlannedResult answer{.comparison = *graph_run.value(result), .text = {}};
  answer.text = planned_text(answer.comparison);
  return answer;
}

}  // namespace rewire
