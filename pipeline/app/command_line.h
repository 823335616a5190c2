#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace CLI {
class App;
class Option;
}  // namespace CLI

namespace rewire::app {

/// What the command line asked for; gives the exit status.
using Action = std::function<int()>;

/// A positional argument or option that a command has, to say more about it.
class CommandOption {
 public:
  explicit CommandOption(CLI::Option& option) : option_(&option) {}

  CommandOption& required();
  /// The value is one of these, in capitals or not.
  CommandOption& one_of(const std::vector<std::string>& values);
  CommandOption& between(std::int64_t lowest, std::int64_t highest);
  CommandOption& not_negative();
  CommandOption& show_default();

 private:
  CLI::Option* option_;
};

/// One command: what may stand on its line and what it does. The parser's own headers take seconds
/// to compile, so that commands see this only.
class Command {
 public:
  /// `action` becomes the action of the command that the line names.
  Command(CLI::App& parser, Action& action) : parser_(&parser), action_(&action) {}

  /// From then on the line must name one of the subcommands.
  Command subcommand(const std::string& name, const std::string& sentence);
  /// Names that start with a dash are options, others positional arguments. T is a text, an int,
  /// int64_t, uint64_t or double, an optional of one, or a list of texts.
  template <class T>
  CommandOption add_option(const std::string& names, T& value, const std::string& sentence);
  void add_flag(const std::string& names, bool& value, const std::string& sentence);
  void footer(const std::string& text);
  void does(Action action);
  /// `what_is_wrong` gives a sentence about the whole line, none when it is right.
  void does(Action action, const std::function<std::string()>& what_is_wrong);

  /// The --help text of a subcommand; none when there is none of that name.
  std::optional<std::string> help_of(const std::string& name) const;
  CLI::App& parser() const { return *parser_; }

 private:
  CLI::App* parser_;
  Action* action_;
};

}  // namespace rewire::app
