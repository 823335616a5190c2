#include "stages/core/field_assign.h"

#include <algorithm>
#include <utility>

#include "stages/core/field_check.h"
#include "stages/core/field_text.h"
#include "stages/core/nearest_name.h"
#include "stages/core/requirements.h"

namespace rewire {
namespace {

/// Writes one value, which is of the field's kind, to the parameter `name`.
class FieldWriter final : public FieldVisitor {
 public:
  FieldWriter(std::string_view name, FieldValue value) : name_(name), value_(std::move(value)) {}

  void number(std::string_view name, double& value, Unit, Range, std::string_view) override {
    if (name == name_) value = std::get<double>(value_);
  }
  void integer(std::string_view name, std::int64_t& value, Unit, Range, std::string_view) override {
    if (name == name_) value = std::get<std::int64_t>(value_);
  }
  void optional_number(std::string_view name,
                       std::optional<double>& value,
                       std::string_view,
                       Unit,
                       Range,
                       std::string_view) override {
    if (name == name_) write_optional(value);
  }
  void optional_integer(std::string_view name,
                        std::optional<std::int64_t>& value,
                        std::string_view,
                        Unit,
                        Range,
                        std::string_view) override {
    if (name == name_) write_optional(value);
  }
  void text(std::string_view name, std::string& value, std::string_view) override {
    if (name == name_) value = std::get<std::string>(value_);
  }
  void numbers(
      std::string_view name, std::vector<double>& value, Unit, Range, std::string_view) override {
    if (name == name_) value = std::get<std::vector<double>>(value_);
  }
  void texts(std::string_view name, std::vector<std::string>& value, std::string_view) override {
    if (name == name_) value = std::get<std::vector<std::string>>(value_);
  }

 protected:
  void choice_index(std::string_view name,
                    std::size_t& index,
                    const std::vector<std::string_view>& names,
                    std::string_view) override {
    if (name != name_) return;
    const auto position = std::find(names.begin(), names.end(), std::get<std::string>(value_));
    index = static_cast<std::size_t>(position - names.begin());
  }

 private:
  template <class Number>
  void write_optional(std::optional<Number>& value) {
    value = std::nullopt;
    if (const Number* given = std::get_if<Number>(&value_)) value = *given;
  }

  std::string_view name_;
  FieldValue value_;
};

/// The same value in the field's own type where they differ only in form.
FieldValue converted(const FieldInfo& field, FieldValue value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    if (field.kind == FieldKind::number) return static_cast<double>(*integer);
  }
  if (const auto* text = std::get_if<std::string>(&value)) {
    if (!field.automatic.empty() && *text == field.automatic) return {};
  }
  if (const auto* numbers = std::get_if<std::vector<double>>(&value)) {
    if (numbers->empty() && field.kind == FieldKind::texts) return std::vector<std::string>();
  }
  if (const auto* texts = std::get_if<std::vector<std::string>>(&value)) {
    if (texts->empty() && field.kind == FieldKind::numbers) return std::vector<double>();
  }
  return value;
}

std::vector<Problem> assign_known(const FieldTable& table,
                                  FieldInfo field,
                                  FieldValue value,
                                  const std::string& where) {
  field.value = converted(field, std::move(value));
  std::vector<Problem> problems = check_field(field, where);
  if (problems.empty()) {
    FieldWriter writer(field.name, std::move(field.value));
    table(writer);
  }
  return problems;
}

}  // namespace

Problem unknown_name(std::string_view kind,
                     std::string_view name,
                     const std::vector<std::string>& valid,
                     const std::string& where) {
  const auto nearest = nearest_name(name, valid);
  return {.found = "unknown " + std::string(kind) + " '" + std::string(name) + "'",
          .expected = valid.empty() ? "none" : "one of: " + enumerate(valid, valid.size()),
          .where = where,
          .remedy = nearest ? "did you mean " + *nearest + "?" : "take it out or rename it"};
}

std::vector<Problem> assign_field(const FieldTable& table,
                                  std::string_view name,
                                  FieldValue value,
                                  const std::string& where) {
  const std::vector<FieldInfo> fields = list_fields(table);
  const auto field = std::find_if(fields.begin(), fields.end(), [&](const FieldInfo& candidate) {
    return candidate.name == name;
  });
  if (field == fields.end()) return {unknown_name("parameter", name, names_of(fields), where)};
  return assign_known(table, *field, std::move(value), where);
}

std::vector<Problem> assign_field_text(const FieldTable& table,
                                       std::string_view name,
                                       std::string_view text,
                                       const std::string& where) {
  const std::vector<FieldInfo> fields = list_fields(table);
  const auto field = std::find_if(fields.begin(), fields.end(), [&](const FieldInfo& candidate) {
    return candidate.name == name;
  });
  if (field == fields.end()) return {unknown_name("parameter", name, names_of(fields), where)};
  // A text that is not of the field's kind goes on as text, and is refused with what was typed.
  FieldValue value = parse_value(*field, text).value_or(FieldValue(std::string(text)));
  return assign_known(table, *field, std::move(value), where);
}

}  // namespace rewire
