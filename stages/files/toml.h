#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "stages/core/field_list.h"
#include "stages/core/problem.h"

namespace rewire {

/// A configuration file: one TOML table per parameter table. Read it, apply() it to every parameter
/// table that there is, then finish(), which reports everything that was wrong at once.
class TomlConfig {
 public:
  /// ConfigError when the file cannot be opened or is not TOML (with line and column).
  static TomlConfig read(const std::filesystem::path& path);
  /// `name` stands for the file's name in messages.
  static TomlConfig parse(std::string_view text, const std::string& name);

  ~TomlConfig();
  TomlConfig(TomlConfig&&) noexcept;
  TomlConfig& operator=(TomlConfig&&) noexcept;

  /// Gives the parameters of `table` the values of [section]; those that are not named stay as they
  /// are. Unknown keys and values that do not suit are kept for finish() and change nothing.
  void apply(const std::string& section, const FieldTable& table);

  template <HasFields Params>
  void apply(const std::string& section, Params& params) {
    apply(section, field_table(params));
  }

  /// Throws ConfigError with all problems, those of sections that nothing was applied from
  /// included; returns when there are none.
  void finish() const;

 private:
  struct State;
  explicit TomlConfig(std::unique_ptr<State> state);

  std::unique_ptr<State> state_;
};

/// [section] with every parameter and its value, each under a comment that says its sentence and
/// what is allowed. TomlConfig reads it back to equal parameters.
std::string toml_section(std::string_view section, const std::vector<FieldInfo>& fields);

}  // namespace rewire
