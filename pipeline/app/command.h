#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "pipeline/app/command_line.h"
#include "stages/core/field_list.h"
#include "stages/core/problem.h"

namespace rewire::app {

/// The options of one parameter table. The table must outlive it.
class TableOptions {
 public:
  TableOptions(const Command& command, const std::string& group, FieldTable table);

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
  StageOptions(const Command& command, std::vector<ParameterSection> sections);

  /// Throws ConfigError with everything that is wrong.
  void apply() const;

 private:
  std::vector<ParameterSection> sections_;
  std::vector<std::unique_ptr<TableOptions>> options_;
  std::string config_file_;
};

void add_run_command(Command& program);
void add_validate_command(Command& program);
void add_simulate_command(Command& program);
void add_preprocess_command(Command& program);
void add_denoise_command(Command& program);
void add_smooth_command(Command& program);
void add_parcellate_command(Command& program);
void add_join_command(Command& program);
void add_activity_command(Command& program);
void add_qcfc_command(Command& program);
void add_connect_command(Command& program);
void add_tangent_command(Command& program);
void add_dynamics_command(Command& program);
void add_maps_command(Command& program);
void add_graph_command(Command& program);
void add_multilayer_command(Command& program);
void add_plan_command(Command& program);
void add_compare_command(Command& program);
void add_report_command(Command& program);
void add_status_command(Command& program);
void add_atlas_command(Command& program);
void add_help_command(Command& program);

}  // namespace rewire::app
