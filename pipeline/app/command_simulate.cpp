#include <cstdio>
#include <memory>

#include "pipeline/app/command.h"
#include "pipeline/engine/progress.h"
#include "pipeline/simulate/simulate.h"
#include "stages/core/error.h"
#include "stages/core/parallel.h"

namespace rewire::app {
namespace {

struct SimulateOptions {
  std::string output_directory;
  std::string preset = "demo";
  std::vector<std::string> participants;
  int processors = 0;
  SimulateParams params;
  std::unique_ptr<TableOptions> table;
};

SimulatePreset preset_of(const std::string& name) {
  if (name == "tiny") return SimulatePreset::tiny;
  return name == "trial" ? SimulatePreset::trial : SimulatePreset::demo;
}

int simulate(SimulateOptions& options) {
  options.params = simulate_preset(preset_of(options.preset));
  std::vector<Problem> problems = options.table->apply();
  if (!problems.empty()) throw ConfigError(std::move(problems));
  const ThreadLimit limit(options.processors);
  std::unique_ptr<engine::Progress> progress;
  const SimulatedTrial trial = simulate_trial(
      options.params,
      options.output_directory,
      [&](std::size_t /*done*/, std::size_t all, const std::string& name) {
        if (!progress) progress = std::make_unique<engine::Progress>("simulating", all);
        progress->finished(name, "written");
      },
      options.participants);
  std::printf("%s: %zu participants, %zu scans (%zu written now), %zu sessions missing\n",
              options.output_directory.c_str(),
              trial.participants,
              trial.scans,
              trial.written,
              trial.missing_sessions);
  return 0;
}

}  // namespace

void add_simulate_command(Command& program) {
  Command command = program.subcommand("simulate", "Write a BIDS trial with known truth");
  auto options = std::make_shared<SimulateOptions>();
  command.add_option("output_dir", options->output_directory, "Where the dataset goes").required();
  command
      .add_option("--preset",
                  options->preset,
                  "tiny, demo or trial (80 participants x 3 sessions: about 20 GB)")
      .one_of({"tiny", "demo", "trial"})
      .show_default();
  command.add_option(
      "--participant-label", options->participants, "Write the scans of these participants only");
  command.add_option("--nprocs", options->processors, "Threads to use (0: all processors)");
  options->table = std::make_unique<TableOptions>(
      command, "What differs from the preset", field_table(options->params));
  command.does([options] { return simulate(*options); });
}

}  // namespace rewire::app
