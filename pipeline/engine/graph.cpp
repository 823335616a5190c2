#include "pipeline/engine/graph.h"

#include <algorithm>

#include "stages/core/error.h"
#include "stages/core/field_text.h"

namespace rewire::engine {

Digest Graph::identity_of(const Node& node) {
  Digester digester;
  digester.text(node.stage).integer(node.stage_version);
  for (const auto& [name, value] : node.parameters) digester.text(name).text(value);
  return digester.finish();
}

std::vector<std::pair<std::string, std::string>> Graph::parameter_texts(const FieldTable& table) {
  std::vector<std::pair<std::string, std::string>> texts;
  for (const FieldInfo& field : list_fields(table)) {
    texts.emplace_back(field.name, value_text(field));
  }
  return texts;
}

std::size_t Graph::add(Node node) {
  const bool taken = std::any_of(
      nodes_.begin(), nodes_.end(), [&](const Node& other) { return other.name == node.name; });
  if (taken) {
    throw InternalError({.found = "two steps named \"" + node.name + "\"",
                         .expected = "one name per step of a graph",
                         .where = "pipeline",
                         .remedy = "report this"});
  }
  nodes_.push_back(std::move(node));
  return nodes_.size() - 1;
}

}  // namespace rewire::engine
