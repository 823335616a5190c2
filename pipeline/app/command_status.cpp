#include <cstdio>
#include <memory>

#include "pipeline/app/command.h"
#include "pipeline/bids/dataset.h"
#include "pipeline/record_files.h"
#include "pipeline/run_status.h"
#include "stages/core/error.h"

namespace rewire::app {
namespace {

struct StatusOptions {
  std::string output_directory;
  std::string bids_directory;
  Filter filter;
  std::string format = "text";
};

std::filesystem::path dataset_of(const StatusOptions& options) {
  if (!std::filesystem::is_directory(options.output_directory)) {
    throw InputError({.found = "no such directory",
                      .expected = "the output directory of rewire run",
                      .where = options.output_directory,
                      .remedy = "check the path"});
  }
  if (!options.bids_directory.empty()) return options.bids_directory;
  const auto noted = noted_dataset(options.output_directory);
  if (!noted) {
    throw InputError({.found = "no record of a run",
                      .expected = "the output directory of rewire run ... participant",
                      .where = options.output_directory,
                      .remedy = "check the path, or name the dataset with --bids-dir"});
  }
  if (!std::filesystem::is_directory(*noted)) {
    throw InputError({.found = "the dataset is gone",
                      .expected = "it where the last run found it",
                      .where = noted->string(),
                      .remedy = "name its place with --bids-dir"});
  }
  return *noted;
}

int tell_status(const StatusOptions& options) {
  const std::filesystem::path root = dataset_of(options);
  const Dataset dataset = index_dataset(root, options.filter);
  throw_if_errors(dataset.request_problems);
  const RunStatus status = run_status(dataset, options.output_directory);
  if (options.format == "tsv") {
    std::fputs(status_tsv(status).c_str(), stdout);
  } else {
    std::printf("dataset: %s\n%s", root.c_str(), status_text(status).c_str());
  }
  return all_done(status) ? 0 : 1;
}

}  // namespace

void add_status_command(Command& program) {
  Command command = program.subcommand(
      "status", "Which scans of an output directory are done, failed (why) or missing");
  command.footer("Exit status: 0 when every scan is done, 1 when one is not.");
  auto options = std::make_shared<StatusOptions>();
  command.add_option("output_dir", options->output_directory, "Output directory of rewire run")
      .required();
  command.add_option("--bids-dir",
                     options->bids_directory,
                     "The dataset, when it is no longer where the last run found it");
  command.add_option(
      "--participant-label", options->filter.participants, "Only these participants");
  command.add_option("--session-label", options->filter.sessions, "Only these sessions");
  command.add_option("-t,--task-id", options->filter.tasks, "Only these tasks");
  command.add_option("--format", options->format, "text: what is not done; tsv: every scan")
      .one_of({"text", "tsv"})
      .show_default();
  command.does([options] { return tell_status(*options); });
}

}  // namespace rewire::app
