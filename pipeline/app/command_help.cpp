#include <algorithm>
#include <cstdio>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>

#include "pipeline/app/command.h"
#include "pipeline/parameters.h"
#include "stages/core/error.h"
#include "stages/core/field_assign.h"
#include "stages/core/field_reference.h"
#include "stages/core/field_schema.h"
#include "stages/registry.h"

namespace rewire::app {
namespace {

struct HelpOptions {
  std::string stage = "all";
  std::string format = "markdown";
};

std::vector<StageInfo> wanted_stages(const std::string& name) {
  std::vector<StageInfo> stages = stage_registry();
  if (name == "all") return stages;
  std::vector<std::string> names;
  for (const StageInfo& stage : stages) {
    if (stage.name == name) return {stage};
    names.push_back(stage.name);
  }
  throw ConfigError(unknown_name("stage", name, names, "rewire help"));
}

std::vector<std::string> stage_names() {
  std::vector<std::string> names{"all"};
  for (const StageInfo& stage : stage_registry()) names.push_back(stage.name);
  return names;
}

/// Without those whose parameters stand in a file of their own (a plan).
std::vector<StageInfo> configurable(std::vector<StageInfo> stages) {
  PipelineParams params;
  const std::vector<ParameterSection> known = sections(params);
  std::erase_if(stages, [&](const StageInfo& stage) {
    return !stage.fields.empty() &&
           std::none_of(known.begin(), known.end(), [&](const ParameterSection& section) {
             return section.name == stage.name;
           });
  });
  return stages;
}

/// Of the command of that name, unless a stage has it, whose reference says more.
std::optional<std::string> command_help(const Command& program, const std::string& name) {
  const std::vector<std::string> stages = stage_names();
  if (std::find(stages.begin(), stages.end(), name) != stages.end()) return std::nullopt;
  return program.help_of(name);
}

int help(const Command& program, const HelpOptions& options) {
  if (const auto text = command_help(program, options.stage)) {
    std::fputs(text->c_str(), stdout);
    return 0;
  }
  if (options.format == "toml") {
    std::fputs(parameters_toml(PipelineParams{}).c_str(), stdout);
    return 0;
  }
  const std::vector<StageInfo> stages = wanted_stages(options.stage);
  if (options.format == "json-schema") {
    const nlohmann::ordered_json schema = options.stage == "all"
                                              ? configuration_schema(configurable(stages))
                                              : stage_schema(stages.front());
    std::printf("%s\n", schema.dump(2).c_str());
    return 0;
  }
  for (const StageInfo& stage : stages) std::fputs(stage_markdown(stage).c_str(), stdout);
  return 0;
}

}  // namespace

void add_help_command(Command& program) {
  Command command = program.subcommand("help", "What a stage does, its parameters and papers");
  auto options = std::make_shared<HelpOptions>();
  command.add_option("stage", options->stage, "A stage, all of them, or another command")
      .show_default();
  command.add_option("--format", options->format, "markdown, json-schema or toml (all sections)")
      .one_of({"markdown", "json-schema", "toml"})
      .show_default();
  command.does([program, options] { return help(program, *options); });
}

}  // namespace rewire::app
