#include <cstdio>
#include <memory>

#include "pipeline/app/command.h"
#include "pipeline/plan/plan_lock.h"
#include "pipeline/planned_inputs.h"
#include "stages/compare/planned/check_plan.h"
#include "stages/core/error.h"
#include "stages/core/log.h"

namespace rewire::app {
namespace {

struct PlanOptions {
  std::string plan;
  std::string data;
  std::string derivatives;
  std::string atlas = "AAL";
  std::string reason;
};

PlannedSources sources_of(const PlanOptions& options) {
  const std::filesystem::path data = options.data.empty()
                                         ? std::filesystem::path(options.plan).parent_path()
                                         : std::filesystem::path(options.data);
  return {.dataset = data.empty() ? "." : data,
          .derivatives =
              options.derivatives.empty() ? data : std::filesystem::path(options.derivatives),
          .spool = endpoint_spool(std::filesystem::temp_directory_path(), 0.0)};
}

int check(const PlanOptions& options) {
  const PlanFile file = read_plan(options.plan);
  PipelineParams params;
  params.run.atlas = options.atlas;
  std::vector<Problem> problems;
  const TrialFiles trial =
      read_planned_inputs(file, sources_of(options), params, ReadExtent::names, problems);
  const PlanState state = plan_state(file);
  append(problems,
         trial.inputs.trial.table.rows.empty() ? check_plan_alone(file.plan)
                                               : check_plan(trial.inputs, state, file.plan));
  for (const Problem& problem : problems) {
    if (problem.severity == Severity::warning) log::warning(to_text(problem));
  }
  throw_if_errors(problems);
  std::printf(
      "plan %s\n%s\n%zu participants x sessions, no problem that keeps it from being "
      "carried out\n",
      to_text(plan_digest(file.plan)).c_str(),
      state.text.c_str(),
      trial.inputs.trial.table.rows.size());
  return 0;
}

int lock(const PlanOptions& options) {
  const PlanFile file = read_plan(options.plan);
  throw_if_errors(check_plan_alone(file.plan));
  std::printf("%s\n", lock_plan(file, options.reason).c_str());
  return 0;
}

int unblind(const PlanOptions& options) {
  std::printf("%s\n", unblind_plan(read_plan(options.plan), options.reason).c_str());
  return 0;
}

int show_template() {
  std::fputs(plan_template().c_str(), stdout);
  return 0;
}

Command subcommand(Command& command,
                   const std::string& name,
                   const std::string& text,
                   const std::shared_ptr<PlanOptions>& options) {
  Command made = command.subcommand(name, text);
  made.add_option("plan", options->plan, "The plan (plan.toml)").required();
  return made;
}

}  // namespace

void add_plan_command(Command& program) {
  Command command = program.subcommand("plan", "Write, check, lock and unblind a trial's plan");
  auto options = std::make_shared<PlanOptions>();
  Command model = command.subcommand("template", "A plan with every parameter explained");
  model.does([] { return show_template(); });
  Command checks =
      subcommand(command, "check", "Everything that is wrong with a plan for its data", options);
  checks.add_option(
      "--data", options->data, "Directory of the data (default: the plan's own directory)");
  checks.add_option("--derivatives",
                    options->derivatives,
                    "Directory of the matrices when the plan names no files (default: the data's)");
  checks.add_option("--atlas", options->atlas, "Atlas of these matrices");
  checks.does([options] { return check(*options); });
  Command locks = subcommand(command, "lock", "Write the plan's digest beside it", options);
  locks.add_option("--reason", options->reason, "Why a locked plan was changed");
  locks.does([options] { return lock(*options); });
  Command unblinds =
      subcommand(command, "unblind", "Let results name the arms from now on", options);
  unblinds.add_option("--reason", options->reason, "Why, for the log");
  unblinds.does([options] { return unblind(*options); });
}

}  // namespace rewire::app
