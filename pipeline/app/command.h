#pragma once

#include <CLI/CLI.hpp>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "stages/core/field_list.h"
#include "stages/core/problem.h"

namespace rewire::app {

/// What the command line asked for; gives the exit status.
using Action = std::function<int()>;

/// The options of one parameter table. The table must outlive it.
class TableOptions {
 public:
  TableOptions(CLI::App& command, const std::string& group, FieldTable table);

  /// Writes the options that were given to the table and returns what is wrong with them.
  std::vector<Problem> apply() const;

 private:
  FieldTable table_;
  std::map<std::string, std::string> texts_;
  std::map<std::string, CLI::Option*> options_;
};

/// Options of a command that runs one or more stages on files: each stage's section, and
/// --config-file. Values on the command line win over the file, the file over the defaults.
class StageOptions {
 public:
  StageOptions(CLI::App& command, std::vector<ParameterSection> sections);

  /// Throws ConfigError with everything that is wrong.
  void apply() const;

 private:
  std::vector<ParameterSection> sections_;
  std::vector<std::unique_ptr<TableOptions>> options_;
  std::string config_file_;
};

void add_run_command(CLI::App& app, Action& action);
void add_validate_command(CLI::App& app, Action& action);
void add_simulate_command(CLI::App& app, Action& action);
void add_preprocess_command(CLI::App& app, Action& action);
void add_denoise_command(CLI::App& app, Action& action);
void add_parcellate_command(CLI::App& app, Action& action);
void add_activity_command(CLI::App& app, Action& action);
void add_qcfc_command(CLI::App& app, Action& action);
void add_connect_command(CLI::App& app, Action& action);
void add_graph_command(CLI::App& app, Action& action);
void add_multilayer_command(CLI::App& app, Action& action);
void add_compare_command(CLI::App& app, Action& action);
void add_report_command(CLI::App& app, Action& action);
void add_status_command(CLI::App& app, Action& action);
void add_atlas_command(CLI::App& app, Action& action);
void add_help_command(CLI::App& app, Action& action);

}  // namespace rewire::app
