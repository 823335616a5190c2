#include <cstdio>
#include <memory>

#include "pipeline/app/command.h"
#include "pipeline/app/version.h"
#include "pipeline/trial_run.h"
#include "stages/core/error.h"

namespace rewire::app {
namespace {

struct CompareOptions {
  std::string table_directory;
  std::string derivatives;
  std::string output;
  int processors = 0;
  PipelineParams params;
  std::unique_ptr<StageOptions> table;
};

int compare_files(CompareOptions& options) {
  options.table->apply();
  Dataset dataset = index_dataset(options.table_directory);
  const TrialResult result = run_trial({.dataset = std::move(dataset),
                                        .derivatives = options.derivatives,
                                        .output = options.output,
                                        .params = options.params,
                                        .program_version = std::string(program_version),
                                        .threads = options.processors});
  std::fputs(result.text.c_str(), stdout);
  return 0;
}

}  // namespace

void add_compare_command(Command& program) {
  Command command = program.subcommand(
      "compare", "Matrices (*_relmat.tsv, ours or XCP-D's) of a trial to arm x time effects");
  auto options = std::make_shared<CompareOptions>();
  command
      .add_option("table_dir",
                  options->table_directory,
                  "Directory with participants.tsv (arms) and sub-*/ folders or sessions tables")
      .required();
  command.add_option("derivatives_dir", options->derivatives, "Where the matrices lie").required();
  command.add_option("output_dir", options->output, "Results go to its group folder").required();
  command.add_option("--nprocs", options->processors, "Threads to use (0: all processors)");
  options->table =
      std::make_unique<StageOptions>(command, sections(options->params, {"run", "compare"}));
  command.does([options] { return compare_files(*options); });
}

}  // namespace rewire::app
