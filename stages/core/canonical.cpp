#include "stages/core/canonical.h"

#include <algorithm>

#include "stages/core/field_text.h"

namespace rewire {
namespace {

/// -0 and 0 are the same parameter.
void drop_zero_signs(FieldValue& value) {
  if (auto* number = std::get_if<double>(&value)) *number += 0.0;
  if (auto* numbers = std::get_if<std::vector<double>>(&value)) {
    for (double& number : *numbers) number += 0.0;
  }
}

/// An absent value is the word auto without quotes, which no present value can be.
std::string canonical_value(const FieldInfo& field) {
  return std::holds_alternative<std::monostate>(field.value) ? "auto" : value_text(field);
}

}  // namespace

std::string canonical_text(const FieldTable& table) {
  std::vector<FieldInfo> fields = list_fields(table);
  std::sort(fields.begin(), fields.end(), [](const FieldInfo& a, const FieldInfo& b) {
    return a.name < b.name;
  });
  std::string text;
  for (FieldInfo& field : fields) {
    drop_zero_signs(field.value);
    text += field.name + '=' + canonical_value(field) + '\n';
  }
  return text;
}

}  // namespace rewire
