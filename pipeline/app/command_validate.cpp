#include <cstdio>
#include <memory>
#include <optional>

#include "pipeline/app/command.h"
#include "pipeline/bids/dataset.h"
#include "pipeline/bids/preprocessed_dataset.h"
#include "pipeline/bids/sidecar.h"
#include "pipeline/open_dataset.h"
#include "pipeline/parameters.h"
#include "pipeline/shared_inputs.h"
#include "stages/core/error.h"
#include "stages/files/nifti_audit.h"

namespace rewire::app {
namespace {

struct ValidateOptions {
  std::string bids_directory;
  Filter filter;
  std::string filter_file;
  std::string config_file;
  std::vector<std::string> assignments;
  std::optional<std::string> atlas;
};

std::vector<Problem> all_problems(const Dataset& dataset) {
  std::vector<Problem> problems = dataset.problems;
  for (const ScanFiles& scan : dataset.scans) {
    try {
      if (scan.preprocessed) append(problems, check_preprocessed(*scan.preprocessed));
      append(problems, audit_bold_header(scan.bold, read_bold_sidecar(scan.sidecars)));
    } catch (const Error& error) {
      append(problems, error.problems());
    }
  }
  return problems;
}

/// What would keep a run from its atlas and its template.
std::vector<Problem> atlas_problems(const Dataset& dataset, const PipelineParams& params) {
  try {
    check_shared_inputs(params, dataset);
  } catch (const InputError& error) {
    return error.problems();
  }
  return {};
}

int validate_dataset(ValidateOptions& options) {
  std::vector<std::string> assignments = options.assignments;
  if (options.atlas) assignments.push_back("run.atlas=" + *options.atlas);
  PipelineParams params = read_parameters(options.config_file, assignments);
  if (!options.filter_file.empty()) read_filter_file(options.filter_file, options.filter);
  const Dataset dataset = open_dataset(options.bids_directory, options.filter, params);
  std::vector<Problem> problems = all_problems(dataset);
  append(problems, atlas_problems(dataset, params));
  for (const Problem& problem : problems) {
    const bool is_error = problem.severity == Severity::error;
    std::printf("%s: %s\n", is_error ? "error" : "warning", to_text(problem).c_str());
  }
  std::printf("%zu scans of %zu participants, %zu problems\n",
              dataset.scans.size(),
              dataset.participants.size(),
              problems.size());
  return has_errors(problems) ? static_cast<int>(ErrorKind::input) : 0;
}

}  // namespace

void add_validate_command(Command& program) {
  Command command =
      program.subcommand("validate", "Say everything that is wrong with a dataset, before any run");
  auto options = std::make_shared<ValidateOptions>();
  command.add_option("bids_dir", options->bids_directory, "BIDS dataset").required();
  command.add_option(
      "--participant-label", options->filter.participants, "Only these participants");
  command.add_option("--session-label", options->filter.sessions, "Only these sessions");
  command.add_option("-t,--task-id", options->filter.tasks, "Only these tasks");
  command.add_option("--bids-filter-file", options->filter_file, "JSON file that selects scans");
  command.add_option("--config-file", options->config_file, "TOML file to check as well");
  command.add_option("--set", options->assignments, "Parameters to check as well");
  command.add_option("--atlas", options->atlas, "Atlas to check as well");
  command.does([options] { return validate_dataset(*options); });
}

}  // namespace rewire::app
