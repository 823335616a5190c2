#include "stages/core/field_schema.h"

#include <cmath>
#include <nlohmann/json.hpp>

namespace rewire {
namespace {

using Json = nlohmann::ordered_json;

constexpr const char* dialect = "https://json-schema.org/draft/2020-12/schema";

Json ranged(const char* type, const Range& range) {
  Json schema{{"type", type}};
  if (std::isfinite(range.low)) schema["minimum"] = range.low;
  if (std::isfinite(range.high)) schema["maximum"] = range.high;
  return schema;
}

Json value_schema(const FieldInfo& field) {
  switch (field.kind) {
    case FieldKind::number:
      return ranged("number", field.range);
    case FieldKind::integer:
      return ranged("integer", field.range);
    case FieldKind::text:
      return {{"type", "string"}};
    case FieldKind::choice:
      return {{"enum", field.choices}};
    case FieldKind::numbers:
      return {{"type", "array"}, {"items", ranged("number", field.range)}};
    case FieldKind::texts:
      return {{"type", "array"}, {"items", {{"type", "string"}}}};
  }
  return {};
}

struct DefaultWriter {
  const FieldInfo& field;
  Json operator()(std::monostate) const { return field.automatic; }
  template <class T>
  Json operator()(const T& value) const {
    return value;
  }
};

Json field_schema(const FieldInfo& field) {
  Json schema = value_schema(field);
  if (!field.automatic.empty()) {
    schema = Json{{"anyOf", Json::array({schema, {{"const", field.automatic}}})}};
  }
  schema["default"] = std::visit(DefaultWriter{field}, field.value);
  schema["description"] = field.sentence;
  if (field.unit != Unit::none) schema["x-unit"] = symbol(field.unit);
  return schema;
}

}  // namespace

Json table_schema(const std::vector<FieldInfo>& fields) {
  Json properties = Json::object();
  for (const FieldInfo& field : fields) properties[field.name] = field_schema(field);
  return {{"type", "object"}, {"additionalProperties", false}, {"properties", properties}};
}

Json stage_schema(const StageInfo& stage) {
  Json schema{{"$schema", dialect}, {"title", stage.name}, {"description", stage.summary}};
  schema.update(table_schema(stage.fields));
  return schema;
}

Json configuration_schema(std::span<const StageInfo> stages) {
  Json properties = Json::object();
  for (const StageInfo& stage : stages) {
    Json section{{"description", stage.summary}};
    section.update(table_schema(stage.fields));
    properties[stage.name] = section;
  }
  return {{"$schema", dialect},
          {"title", "Rewire configuration"},
          {"type", "object"},
          {"additionalProperties", false},
          {"properties", properties}};
}

}  // namespace rewire
