#include "stages/core/field_check.h"

#include <algorithm>
#include <cmath>

#include "stages/core/field_text.h"
#include "stages/core/nearest_name.h"

namespace rewire {
namespace {

bool within(const Range& range, double value) {
  return std::isfinite(value) && value >= range.low && value <= range.high;
}

/// Says for each alternative of FieldValue whether it suits the field.
struct ValueCheck {
  const FieldInfo& field;

  bool operator()(std::monostate) const { return !field.automatic.empty(); }
  bool operator()(double value) const {
    return field.kind == FieldKind::number && within(field.range, value);
  }
  bool operator()(std::int64_t value) const {
    return field.kind == FieldKind::integer && within(field.range, static_cast<double>(value));
  }
  bool operator()(const std::string& value) const {
    if (field.kind == FieldKind::text) return true;
    return field.kind == FieldKind::choice &&
           std::find(field.choices.begin(), field.choices.end(), value) != field.choices.end();
  }
  bool operator()(const std::vector<double>& values) const {
    return field.kind == FieldKind::numbers &&
           std::all_of(values.begin(), values.end(), [this](double value) {
             return within(field.range, value);
           });
  }
  bool operator()(const std::vector<std::string>&) const { return field.kind == FieldKind::texts; }
};

std::string remedy(const FieldInfo& field) {
  if (field.kind == FieldKind::choice && std::holds_alternative<std::string>(field.value)) {
    const auto nearest = nearest_name(std::get<std::string>(field.value), field.choices);
    if (nearest) return "did you mean " + *nearest + "?";
  }
  return "change " + field.name;
}

}  // namespace

std::vector<Problem> check_field(const FieldInfo& field, const std::string& where) {
  if (std::visit(ValueCheck{field}, field.value)) return {};
  return {{.found = field.name + " = " + value_text(field),
           .expected = expectation(field),
           .where = where,
           .remedy = remedy(field)}};
}

std::vector<Problem> check_fields(const FieldTable& table, const std::string& where) {
  std::vector<Problem> problems;
  for (const FieldInfo& field : list_fields(table)) append(problems, check_field(field, where));
  append(problems, broken_rules(table, where));
  return problems;
}

}  // namespace rewire
