#include "stages/core/field_list.h"

#include <utility>

namespace rewire {
namespace {

class FieldLister final : public FieldVisitor {
 public:
  std::vector<FieldInfo> take() { return std::move(fields_); }
  std::vector<Problem> take_broken_rules() { return std::move(broken_rules_); }

  void number(std::string_view name,
              double& value,
              Unit unit,
              Range range,
              std::string_view sentence) override {
    add(name, FieldKind::number, sentence, value, unit, range);
  }
  void integer(std::string_view name,
               std::int64_t& value,
               Unit unit,
               Range range,
               std::string_view sentence) override {
    add(name, FieldKind::integer, sentence, value, unit, range);
  }
  void optional_number(std::string_view name,
                       std::optional<double>& value,
                       std::string_view automatic,
                       Unit unit,
                       Range range,
                       std::string_view sentence) override {
    add(name, FieldKind::number, sentence, from_optional(value), unit, range).automatic = automatic;
  }
  void optional_integer(std::string_view name,
                        std::optional<std::int64_t>& value,
                        std::string_view automatic,
                        Unit unit,
                        Range range,
                        std::string_view sentence) override {
    add(name, FieldKind::integer, sentence, from_optional(value), unit, range).automatic =
        automatic;
  }
  void text(std::string_view name, std::string& value, std::string_view sentence) override {
    add(name, FieldKind::text, sentence, value);
  }
  void numbers(std::string_view name,
               std::vector<double>& value,
               Unit unit,
               Range range,
               std::string_view sentence) override {
    add(name, FieldKind::numbers, sentence, value, unit, range);
  }
  void texts(std::string_view name,
             std::vector<std::string>& value,
             std::string_view sentence) override {
    add(name, FieldKind::texts, sentence, value);
  }

  void rule(bool holds,
            std::string_view found,
            std::string_view expected,
            std::string_view remedy) override {
    if (holds) return;
    broken_rules_.push_back({.found = std::string(found),
                             .expected = std::string(expected),
                             .where = {},
                             .remedy = std::string(remedy)});
  }

 protected:
  void choice_index(std::string_view name,
                    std::size_t& index,
                    const std::vector<std::string_view>& names,
                    std::string_view sentence) override {
    const std::string chosen(index < names.size() ? names[index] : std::string_view());
    add(name, FieldKind::choice, sentence, chosen).choices.assign(names.begin(), names.end());
  }

 private:
  template <class Number>
  static FieldValue from_optional(const std::optional<Number>& value) {
    return value ? FieldValue(*value) : FieldValue();
  }

  FieldInfo& add(std::string_view name,
                 FieldKind kind,
                 std::string_view sentence,
                 FieldValue value,
                 Unit unit = Unit::none,
                 Range range = {}) {
    FieldInfo& field = fields_.emplace_back();
    field.name = name;
    field.kind = kind;
    field.sentence = sentence;
    field.value = std::move(value);
    field.unit = unit;
    field.range = range;
    return field;
  }

  std::vector<FieldInfo> fields_;
  std::vector<Problem> broken_rules_;
};

}  // namespace

std::vector<FieldInfo> list_fields(const FieldTable& table) {
  FieldLister lister;
  table(lister);
  return lister.take();
}

std::vector<Problem> broken_rules(const FieldTable& table, const std::string& where) {
  FieldLister lister;
  table(lister);
  std::vector<Problem> problems = lister.take_broken_rules();
  for (Problem& problem : problems) problem.where = where;
  return problems;
}

std::vector<std::string> names_of(const std::vector<FieldInfo>& fields) {
  std::vector<std::string> names;
  names.reserve(fields.size());
  for (const FieldInfo& field : fields) names.push_back(field.name);
  return names;
}

}  // namespace rewire
