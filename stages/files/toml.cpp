#include "stages/files/toml.h"

#include <toml++/toml.h>

#include <algorithm>
#include <optional>
#include <utility>

#include "stages/core/error.h"
#include "stages/core/field_assign.h"
#include "stages/core/field_text.h"

namespace rewire {
namespace {

std::string place(const std::string& name, const toml::source_region& source) {
  if (source.begin.line == 0) return name;
  return name + " line " + std::to_string(source.begin.line);
}

[[noreturn]] void throw_syntax_error(const toml::parse_error& error, const std::string& name) {
  const toml::source_position at = error.source().begin;
  std::string where = place(name, error.source());
  if (at.column != 0) where += " column " + std::to_string(at.column);
  throw ConfigError({.found = "not TOML: " + std::string(error.description()),
                     .expected = "sections [stage] with lines key = value",
                     .where = where,
                     .remedy = "mend this line"});
}

std::optional<FieldValue> list_value(const toml::array& array) {
  std::vector<double> numbers;
  std::vector<std::string> texts;
  for (const toml::node& element : array) {
    if (element.is_number()) numbers.push_back(*element.value<double>());
    if (element.is_string()) texts.push_back(*element.value<std::string>());
  }
  if (texts.size() == array.size() && !texts.empty()) return texts;
  if (numbers.size() == array.size()) return numbers;
  return std::nullopt;
}

std::optional<FieldValue> value_of(const toml::node& node) {
  if (const auto* integer = node.as_integer()) return integer->get();
  if (const auto* number = node.as_floating_point()) return number->get();
  if (const auto* text = node.as_string()) return text->get();
  if (const auto* array = node.as_array()) return list_value(*array);
  return std::nullopt;
}

std::string_view type_name(const toml::node& node) {
  switch (node.type()) {
    case toml::node_type::table:
      return "a section";
    case toml::node_type::array:
      return "a list of mixed or nested values";
    case toml::node_type::boolean:
      return "true or false";
    default:
      return "a date or time";
  }
}

std::vector<Problem> assign(const FieldTable& table,
                            const std::string& key,
                            const toml::node& node,
                            const std::string& where) {
  if (auto value = value_of(node)) return assign_field(table, key, std::move(*value), where);
  const std::vector<FieldInfo> fields = list_fields(table);
  const auto field = std::find_if(
      fields.begin(), fields.end(), [&](const FieldInfo& info) { return info.name == key; });
  if (field == fields.end()) return {unknown_name("key", key, names_of(fields), where)};
  return {{.found = key + " is " + std::string(type_name(node)),
           .expected = expectation(*field),
           .where = where,
           .remedy = "change " + key}};
}

}  // namespace

struct TomlConfig::State {
  std::string name;
  toml::table root;
  std::vector<std::string> sections;
  std::vector<Problem> problems;
};

TomlConfig::TomlConfig(std::unique_ptr<State> state) : state_(std::move(state)) {}
TomlConfig::~TomlConfig() = default;
TomlConfig::TomlConfig(TomlConfig&&) noexcept = default;
TomlConfig& TomlConfig::operator=(TomlConfig&&) noexcept = default;

TomlConfig TomlConfig::read(const std::filesystem::path& path) {
  const std::string name = path.string();
  if (!std::filesystem::is_regular_file(path)) {
    throw ConfigError({.found = "no such configuration file",
                       .expected = "a TOML file",
                       .where = name,
                       .remedy = "name another --config-file"});
  }
  try {
    return TomlConfig(std::make_unique<State>(State{name, toml::parse_file(name), {}, {}}));
  } catch (const toml::parse_error& error) {
    throw_syntax_error(error, name);
  }
}

TomlConfig TomlConfig::parse(std::string_view text, const std::string& name) {
  try {
    return TomlConfig(std::make_unique<State>(State{name, toml::parse(text, name), {}, {}}));
  } catch (const toml::parse_error& error) {
    throw_syntax_error(error, name);
  }
}

void TomlConfig::apply(const std::string& section, const FieldTable& table) {
  state_->sections.push_back(section);
  const toml::node* found = state_->root.get(section);
  if (found == nullptr) return;
  if (!found->is_table()) {
    state_->problems.push_back({.found = section + " is not a section",
                                .expected = "[" + section + "] with lines key = value",
                                .where = place(state_->name, found->source()),
                                .remedy = "put its values below [" + section + "]"});
    return;
  }
  for (const auto& [key, node] : *found->as_table()) {
    const std::string where = place(state_->name, key.source()) + " [" + section + "]";
    append(state_->problems, assign(table, std::string(key.str()), node, where));
  }
}

void TomlConfig::finish() const {
  std::vector<Problem> problems = state_->problems;
  for (const auto& [key, node] : state_->root) {
    const std::string name(key.str());
    const auto& known = state_->sections;
    if (std::find(known.begin(), known.end(), name) != known.end()) continue;
    problems.push_back(unknown_name("section", name, known, place(state_->name, key.source())));
  }
  if (!problems.empty()) throw ConfigError(std::move(problems));
}

std::string toml_section(std::string_view section, const std::vector<FieldInfo>& fields) {
  std::string text = "[" + std::string(section) + "]\n";
  for (const FieldInfo& field : fields) {
    text += "# " + field.sentence + "\n# Allowed: " + expectation(field) + ".\n" + field.name +
            " = " + value_text(field) + "\n";
  }
  return text;
}

}  // namespace rewire
