#include "pipeline/atlas/descriptor_table.h"

#include <toml++/toml.h>

#include <optional>

#include "stages/core/error.h"

namespace rewire {
namespace {

std::string place(const std::filesystem::path& file, const toml::source_region& source) {
  if (source.begin.line == 0) return file.string();
  return file.string() + " line " + std::to_string(source.begin.line);
}

std::optional<std::vector<std::string>> texts_of(const toml::node& node) {
  if (const auto* text = node.as_string()) return std::vector<std::string>{text->get()};
  const toml::array* array = node.as_array();
  if (array == nullptr) return std::nullopt;
  std::vector<std::string> texts;
  for (const toml::node& element : *array) {
    const auto* text = element.as_string();
    if (text == nullptr) return std::nullopt;
    texts.push_back(text->get());
  }
  return texts;
}

DescriptorTable convert(const toml::table& source,
                        const std::filesystem::path& file,
                        std::vector<Problem>& problems) {
  DescriptorTable table;
  table.where = place(file, source.source());
  for (const auto& [key, node] : source) {
    const std::string name(key.str());
    if (auto texts = texts_of(node)) {
      table.texts.emplace(name, std::move(*texts));
    } else if (node.is_array_of_tables()) {
      std::vector<DescriptorTable>& tables = table.tables[name];
      for (const toml::node& element : *node.as_array()) {
        tables.push_back(convert(*element.as_table(), file, problems));
      }
    } else {
      problems.push_back({.found = name + " is neither text nor a list of texts",
                          .expected = name + " = \"...\" or a list [\"...\"]",
                          .where = place(file, key.source()),
                          .remedy = "mend this line"});
    }
  }
  return table;
}

}  // namespace

DescriptorTable read_descriptor_table(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::is_regular_file(file, ignored)) {
    throw ConfigError({.found = "no such descriptor",
                       .expected = "a TOML file",
                       .where = file.string(),
                       .remedy = "name another descriptor"});
  }
  try {
    std::vector<Problem> problems;
    DescriptorTable table = convert(toml::parse_file(file.string()), file, problems);
    table.where = file.string();
    if (!problems.empty()) throw ConfigError(std::move(problems));
    return table;
  } catch (const toml::parse_error& error) {
    throw ConfigError({.found = "not TOML: " + std::string(error.description()),
                       .expected = "lines key = \"text\"",
                       .where = place(file, error.source()),
                       .remedy = "mend this line"});
  }
}

}  // namespace rewire
