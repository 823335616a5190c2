#include "pipeline/app/command_line.h"

#include <CLI/CLI.hpp>
#include <utility>

namespace rewire::app {

CommandOption& CommandOption::required() {
  option_->required();
  return *this;
}

CommandOption& CommandOption::one_of(const std::vector<std::string>& values) {
  option_->transform(CLI::IsMember(values, CLI::ignore_case));
  return *this;
}

CommandOption& CommandOption::between(std::int64_t lowest, std::int64_t highest) {
  option_->check(CLI::Range(lowest, highest));
  return *this;
}

CommandOption& CommandOption::not_negative() {
  option_->check(CLI::NonNegativeNumber);
  return *this;
}

CommandOption& CommandOption::show_default() {
  option_->capture_default_str();
  return *this;
}

Command Command::subcommand(const std::string& name, const std::string& sentence) {
  parser_->require_subcommand(1);
  return {*parser_->add_subcommand(name, sentence), *action_};
}

template <class T>
CommandOption Command::add_option(const std::string& names, T& value, const std::string& sentence) {
  return CommandOption(*parser_->add_option(names, value, sentence));
}

template CommandOption Command::add_option(const std::string&, std::string&, const std::string&);
template CommandOption Command::add_option(const std::string&,
                                           std::vector<std::string>&,
                                           const std::string&);
template CommandOption Command::add_option(const std::string&, int&, const std::string&);
template CommandOption Command::add_option(const std::string&, std::int64_t&, const std::string&);
template CommandOption Command::add_option(const std::string&, std::uint64_t&, const std::string&);
template CommandOption Command::add_option(const std::string&, double&, const std::string&);
template CommandOption Command::add_option(const std::string&,
                                           std::optional<std::string>&,
                                           const std::string&);
template CommandOption Command::add_option(const std::string&,
                                           std::optional<std::int64_t>&,
                                           const std::string&);
template CommandOption Command::add_option(const std::string&,
                                           std::optional<double>&,
                                           const std::string&);

void Command::add_flag(const std::string& names, bool& value, const std::string& sentence) {
  parser_->add_flag(names, value, sentence);
}

void Command::footer(const std::string& text) { parser_->footer(text); }

void Command::does(Action action) {
  parser_->callback([target = action_, action = std::move(action)] { *target = action; });
}

void Command::does(Action action, const std::function<std::string()>& what_is_wrong) {
  parser_->callback(
      [parser = parser_, target = action_, action = std::move(action), what_is_wrong] {
        const std::string wrong = what_is_wrong();
        if (!wrong.empty()) throw CLI::ValidationError(parser->get_name(), wrong);
        *target = action;
      });
}

std::optional<std::string> Command::help_of(const std::string& name) const {
  for (const CLI::App* command : parser_->get_subcommands(nullptr)) {
    if (command->get_name() == name) return command->help(parser_->get_name());
  }
  return std::nullopt;
}

}  // namespace rewire::app
