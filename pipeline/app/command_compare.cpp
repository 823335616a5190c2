#include <cstdio>
#include <memory>

#include "pipeline/app/command.h"
#include "pipeline/app/version.h"
#include "pipeline/planned_run.h"
#include "pipeline/trial_run.h"
#include "stages/core/error.h"

namespace rewire::app {
namespace {

struct CompareOptions {
  std::string table_directory;
  std::string derivatives;
  std::string output;
  std::string plan;
  std::string data;
  int processors = 0;
  double memory_mb = 0.0;
  PipelineParams params;
  std::unique_ptr<StageOptions> table;
};

int compare_by_plan(const CompareOptions& options) {
  std::filesystem::path data = options.data.empty() ? options.table_directory : options.data;
  if (data.empty()) data = std::filesystem::path(options.plan).parent_path();
  if (data.empty()) data = ".";
  const std::filesystem::path derivatives(options.derivatives);
  const PlannedResult result =
      run_planned({.plan = options.plan,
                   .sources = {.dataset = data,
                               .derivatives = derivatives.empty() ? data : derivatives,
                               .spool = endpoint_spool(options.output, options.memory_mb)},
                   .output = options.output,
                   .params = options.params,
                   .program_version = std::string(program_version),
                   .threads = options.processors});
  std::fputs(result.text.c_str(), stdout);
  return 0;
}

void require_directories(const CompareOptions& options) {
  std::vector<Problem> problems;
  const auto need = [&](bool given, const char* what, const char* remedy) {
    if (!given) problems.push_back({std::string("no ") + what, "one", "rewire compare", remedy});
  };
  const bool by_plan = !options.plan.empty();
  need(!options.output.empty(), "output directory", "name it behind --output");
  need(by_plan || !options.table_directory.empty(),
       "directory with participants.tsv",
       "name it, or a plan behind --plan");
  need(by_plan || !options.derivatives.empty(),
       "directory of matrices",
       "name it, or a plan behind --plan");
  if (!problems.empty()) throw ConfigError(std::move(problems));
}

int compare_files(CompareOptions& options) {
  options.table->apply();
  require_directories(options);
  if (!options.plan.empty()) return compare_by_plan(options);
  Dataset dataset = index_dataset(options.table_directory);
  const TrialResult result = run_trial({.dataset = std::move(dataset),
                                        .derivatives = options.derivatives,
                                        .output = options.output,
                                        .params = options.params,
                                        .program_version = std::string(program_version),
                                        .memory_mb = options.memory_mb,
                                        .threads = options.processors});
  std::fputs(result.text.c_str(), stdout);
  return 0;
}

}  // namespace

void add_compare_command(Command& program) {
  Command command = program.subcommand(
      "compare", "Matrices (*_relmat.tsv, ours or XCP-D's) of a trial to arm x time effects");
  auto options = std::make_shared<CompareOptions>();
  command.add_option(
      "table_dir",
      options->table_directory,
      "Directory with participants.tsv (arms) and sub-*/ folders or sessions tables");
  command.add_option("derivatives_dir", options->derivatives, "Where the matrices lie");
  command.add_option("output_dir,--output", options->output, "Results go to its group folder");
  command.add_option(
      "--plan",
      options->plan,
      "Plan of the trial (rewire plan template): decides everything, in place of the "
      "options of compare");
  command.add_option("--data",
                     options->data,
                     "With --plan, directory of the data (default: the plan's own directory)");
  command.add_option("--nprocs", options->processors, "Threads to use (0: all processors)");
  command
      .add_option("--mem-mb",
                  options->memory_mb,
                  "Memory to use (0: what the machine has); edges of all sessions that take more "
                  "than an eighth of it lie in a file while they are compared")
      .not_negative();
  options->table =
      std::make_unique<StageOptions>(command, sections(options->params, {"run", "compare"}));
  command.does([options] { return compare_files(*options); });
}

}  // namespace rewire::app
