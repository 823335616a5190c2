#include <CLI/CLI.hpp>
#include <utility>

#include "pipeline/app/command.h"
#include "stages/core/error.h"
#include "stages/core/field_assign.h"
#include "stages/core/field_text.h"
#include "stages/files/toml.h"

namespace rewire::app {

TableOptions::TableOptions(const Command& command, const std::string& group, FieldTable table)
    : table_(std::move(table)) {
  for (const FieldInfo& field : list_fields(table_)) {
    std::string& text = texts_[field.name];
    text = plain_value_text(field);
    const bool is_list = field.kind == FieldKind::texts || field.kind == FieldKind::numbers;
    const std::string expected = expectation(field) + (is_list ? ", separated by commas" : "");
    options_[field.name] =
        command.parser()
            .add_option(option_name(field.name), text, field.sentence + " " + expected)
            ->default_str(text)
            ->type_name("")
            ->group(group);
  }
}

std::vector<Problem> TableOptions::apply() const {
  std::vector<Problem> problems;
  for (const auto& [name, option] : options_) {
    if (option->count() == 0) continue;
    append(problems, assign_field_text(table_, name, texts_.at(name), option->get_name()));
  }
  return problems;
}

StageOptions::StageOptions(const Command& command, std::vector<ParameterSection> sections)
    : sections_(std::move(sections)) {
  for (const ParameterSection& section : sections_) {
    options_.push_back(
        std::make_unique<TableOptions>(command, "Options of " + section.name, section.table));
  }
  command.parser()
      .add_option("--config-file", config_file_, "TOML file with a section per stage")
      ->type_name("FILE");
}

void StageOptions::apply() const {
  if (!config_file_.empty()) {
    TomlConfig config = TomlConfig::read(config_file_);
    for (const ParameterSection& section : sections_) config.apply(section.name, section.table);
    config.finish();
  }
  std::vector<Problem> problems;
  for (const auto& options : options_) append(problems, options->apply());
  if (problems.empty()) {
    for (const ParameterSection& section : sections_) {
      append(problems, broken_rules(section.table, section.name));
    }
  }
  if (!problems.empty()) throw ConfigError(std::move(problems));
}

}  // namespace rewire::app
