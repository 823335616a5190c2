#include <CLI/CLI.hpp>
#include <cstdio>
#include <exception>
#include <new>
#include <sstream>
#include <string>

#include "pipeline/app/command.h"
#include "pipeline/app/version.h"
#include "stages/core/error.h"
#include "stages/core/interrupt.h"
#include "stages/core/log.h"
#include "stages/core/nearest_name.h"

namespace rewire::app {
namespace {

/// The innermost command on the line.
const CLI::App& command_of(const CLI::App& app) {
  const CLI::App* command = &app;
  while (!command->get_subcommands().empty()) command = command->get_subcommands().front();
  return *command;
}

/// Options and commands that it knows.
std::vector<std::string> known_words(const CLI::App& command) {
  std::vector<std::string> words;
  for (const CLI::Option* option : command.get_options()) words.push_back(option->get_name());
  for (const CLI::App* one : command.get_subcommands(nullptr)) words.push_back(one->get_name());
  return words;
}

/// "rewire run bids_dir output_dir level [options]"
std::string usage(const CLI::App& command) {
  std::string text = command.get_name();
  for (const CLI::App* outer = command.get_parent(); outer != nullptr;
       outer = outer->get_parent()) {
    text.insert(0, outer->get_name() + " ");
  }
  for (const CLI::Option* option : command.get_options()) {
    if (option->get_positional()) text += " " + option->get_name();
  }
  if (!command.get_subcommands(nullptr).empty()) text += " command";
  return text + " [options]";
}

int refuse_command_line(const CLI::App& app, const CLI::ParseError& error) {
  if (error.get_exit_code() == static_cast<int>(CLI::ExitCodes::Success)) return app.exit(error);
  const CLI::App& command = command_of(app);
  std::string message = error.what();
  for (const std::string& word : app.remaining(true)) {
    const auto nearest = nearest_name(word, known_words(command));
    if (nearest) message += "; did you mean " + *nearest + " instead of " + word + "?";
  }
  log::error(message);
  std::fprintf(
      stderr, "Usage: %s\nRun with --help for more information.\n", usage(command).c_str());
  return static_cast<int>(ErrorKind::config);
}

/// One line per problem.
void tell(const Error& error) {
  std::istringstream lines(error.message());
  for (std::string line; std::getline(lines, line);) log::error(line);
}

int parse_and_run(int argc, char** argv) {
  CLI::App app{
      "Rewire: which connections of the amygdala, the prefrontal cortex and the hippocampus did a "
      "treatment change, by how much, and how sure are we.",
      "rewire"};
  app.set_version_flag("-v,--version", std::string(program_version));
  Action action;
  Command program(app, action);
  add_run_command(program);
  add_validate_command(program);
  add_simulate_command(program);
  add_preprocess_command(program);
  add_denoise_command(program);
  add_smooth_command(program);
  add_parcellate_command(program);
  add_join_command(program);
  add_activity_command(program);
  add_connect_command(program);
  add_tangent_command(program);
  add_dynamics_command(program);
  add_maps_command(program);
  add_graph_command(program);
  add_multilayer_command(program);
  add_plan_command(program);
  add_compare_command(program);
  add_qcfc_command(program);
  add_report_command(program);
  add_status_command(program);
  add_atlas_command(program);
  add_help_command(program);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    return refuse_command_line(app, error);
  }
  return action();
}

int guarded(int argc, char** argv) {
  try {
    return parse_and_run(argc, argv);
  } catch (const Error& error) {
    tell(error);
    return error.exit_status();
  } catch (const std::bad_alloc&) {
    log::error("out of memory; run fewer participants at once (--nprocs) or on a larger machine");
  } catch (const std::exception& error) {
    log::error(std::string("unexpected: ") + error.what() + "; please report this");
  }
  return static_cast<int>(ErrorKind::internal);
}

}  // namespace
}  // namespace rewire::app

int main(int argc, char** argv) {
  rewire::install_interrupt_handlers();
  return rewire::app::guarded(argc, argv);
}
