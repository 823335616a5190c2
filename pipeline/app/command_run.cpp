#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <memory>

#include "pipeline/app/command.h"
#include "pipeline/app/version.h"
#include "pipeline/open_dataset.h"
#include "pipeline/participant_run.h"
#include "pipeline/planned_run.h"
#include "pipeline/trial_run.h"
#include "stages/core/error.h"
#include "stages/core/log.h"

namespace rewire::app {
namespace {

struct RunOptions {
  std::string bids_directory;
  std::string output_directory;
  std::string level;
  Filter filter;
  std::string filter_file;
  int processors = 0;
  double memory_mb = 0.0;
  std::string config_file;
  std::string plan;
  std::vector<std::string> assignments;
  std::optional<std::string> atlas;
  std::optional<std::int64_t> dummy_scans;
  std::optional<std::int64_t> seed;
  std::string log_file;
  bool fresh = false;
  bool verbose = false;
  bool quiet = false;
};

void add_options(Command& run, RunOptions& options) {
  run.add_option("bids_dir", options.bids_directory, "BIDS dataset with the scans").required();
  run.add_option("output_dir", options.output_directory, "Where the derivatives go").required();
  run.add_option("level", options.level, "participant: every scan; group: compare the arms")
      .required()
      .one_of({"participant", "group"});
  run.add_option("--participant-label", options.filter.participants, "Only these participants");
  run.add_option("--session-label", options.filter.sessions, "Only these sessions");
  run.add_option("-t,--task-id", options.filter.tasks, "Only these tasks");
  run.add_option(
      "--bids-filter-file", options.filter_file, "JSON file that selects scans by entity");
  run.add_option("--nprocs", options.processors, "Threads to use (0: all processors)")
      .not_negative();
  run.add_option("--mem-mb",
                 options.memory_mb,
                 "Memory that participants side by side, or the comparison, may take")
      .not_negative();
  run.add_option("--plan", options.plan, "group: the trial's plan, which decides the comparison");
  run.add_option("--config-file", options.config_file, "TOML file with a section per stage");
  run.add_option("--set", options.assignments, "One parameter: --set denoise.high_cut=0.08");
  run.add_option("--atlas", options.atlas, "Atlas (rewire atlas list); same as --set run.atlas=");
  run.add_option("--dummy-scans",
                 options.dummy_scans,
                 "Volumes before the steady state; same as --set load.dummy_volumes=");
  run.add_option("--random-seed", options.seed, "Seed of permutations and of community searches");
  run.add_option("--log-file", options.log_file, "Write the log there, too");
  run.add_flag("--fresh", options.fresh, "Compute everything again");
  run.add_flag("--verbose", options.verbose, "Say every step");
  run.add_flag("--quiet", options.quiet, "Say warnings and errors only");
}

PipelineParams parameters_of(const RunOptions& options) {
  std::vector<std::string> assignments = options.assignments;
  if (options.atlas) assignments.push_back("run.atlas=" + *options.atlas);
  if (options.dummy_scans) {
    assignments.push_back("load.dummy_volumes=" + std::to_string(*options.dummy_scans));
  }
  if (options.seed) {
    for (const char* key : {"compare.seed=", "graph.seed=", "multilayer.seed="}) {
      assignments.push_back(key + std::to_string(*options.seed));
    }
  }
  return read_parameters(options.config_file, assignments);
}

/// Says everything that is wrong with the dataset; stops when it makes the whole run senseless.
void report_problems(const Dataset& dataset) {
  const auto told_by_the_throw = [&](const Problem& problem) {
    return std::any_of(dataset.request_problems.begin(),
                       dataset.request_problems.end(),
                       [&](const Problem& other) { return to_text(other) == to_text(problem); });
  };
  for (const Problem& problem : dataset.problems) {
    if (problem.severity == Severity::warning) {
      log::warning(to_text(problem));
    } else if (!told_by_the_throw(problem)) {
      log::error(to_text(problem));
    }
  }
  throw_if_errors(dataset.request_problems);
}

/// Outputs among the scans would be taken for a part of the dataset.
void check_output(const RunOptions& options) {
  std::error_code ignored;
  if (!std::filesystem::equivalent(options.bids_directory, options.output_directory, ignored)) {
    return;
  }
  throw ConfigError(
      {.found = "the dataset's own directory as output directory",
       .expected = "another one",
       .where = options.output_directory,
       .remedy =
           "name for example " +
           (std::filesystem::path(options.output_directory) / "derivatives" / "rewire").string()});
}

int run(RunOptions& options) {
  log::configure(options.quiet     ? log::Level::quiet
                 : options.verbose ? log::Level::debug
                                   : log::Level::normal,
                 options.log_file);
  PipelineParams params = parameters_of(options);
  check_output(options);
  if (options.level == "group" && !options.plan.empty()) {
    const PlannedResult result = run_planned(
        {.plan = options.plan,
         .sources = {.dataset = options.bids_directory,
                     .derivatives = options.output_directory,
                     .spool = endpoint_spool(options.output_directory, options.memory_mb)},
         .output = options.output_directory,
         .params = params,
         .program_version = std::string(program_version),
         .threads = options.processors});
    std::fputs(result.text.c_str(), stdout);
    return 0;
  }
  if (!options.filter_file.empty()) read_filter_file(options.filter_file, options.filter);
  Dataset dataset = open_dataset(options.bids_directory, options.filter, params);
  report_problems(dataset);
  if (options.level == "group") {
    const TrialResult result = run_trial({.dataset = std::move(dataset),
                                          .derivatives = options.output_directory,
                                          .output = options.output_directory,
                                          .params = params,
                                          .program_version = std::string(program_version),
                                          .memory_mb = options.memory_mb,
                                          .threads = options.processors});
    std::fputs(result.text.c_str(), stdout);
    return 0;
  }
  const std::vector<ScanResult> results =
      run_participants({.dataset = std::move(dataset),
                        .output = options.output_directory,
                        .params = params,
                        .program_version = std::string(program_version),
                        .threads = options.processors,
                        .memory_mb = options.memory_mb,
                        .reuse = options.fresh ? Reuse::nothing : Reuse::records});
  std::fputs(summary_table(results).c_str(), stdout);
  return exit_status_of(results);
}

}  // namespace

void add_run_command(Command& program) {
  Command command = program.subcommand("run", "Analyse a BIDS trial: scans, then arms");
  auto options = std::make_shared<RunOptions>();
  add_options(command, *options);
  command.does([options] { return run(*options); });
}

}  // namespace rewire::app
