#pragma once

#include <concepts>
#include <cstdint>
#include <functional>
#include <string>
#include <variant>
#include <vector>

#include "stages/core/fields.h"
#include "stages/core/problem.h"

namespace rewire {

/// The value of one parameter: nothing is an optional that is left to be chosen automatically; a
/// choice is its name.
using FieldValue = std::variant<std::monostate,
                                double,
                                std::int64_t,
                                std::string,
                                std::vector<double>,
                                std::vector<std::string>>;

enum class FieldKind { number, integer, text, choice, numbers, texts };

/// One row of a parameter table, with the value that the parameter has now.
struct FieldInfo {
  std::string name;
  FieldKind kind = FieldKind::text;
  std::string automatic;  ///< the word for an absent value; empty when a value must be there
  Unit unit = Unit::none;
  Range range;
  std::vector<std::string> choices;
  std::string sentence;
  FieldValue value;
};

/// A struct with a parameter table beside it.
template <class Params>
concept HasFields = requires(FieldVisitor& visitor, Params& params) {
  fields(visitor, params);
};

/// A parameter table bound to one set of parameters; it refers to them.
using FieldTable = std::function<void(FieldVisitor&)>;

template <HasFields Params>
FieldTable field_table(Params& params) {
  return [&params](FieldVisitor& visitor) { fields(visitor, params); };
}

/// A table under the name that it has in a configuration file.
struct ParameterSection {
  std::string name;
  FieldTable table;
};

std::vector<FieldInfo> list_fields(const FieldTable& table);

/// The rules of the table that do not hold; `where` names the table.
std::vector<Problem> broken_rules(const FieldTable& table, const std::string& where);

template <HasFields Params>
std::vector<FieldInfo> list_fields(Params params) {
  return list_fields(field_table(params));
}

template <HasFields Params>
std::vector<Problem> broken_rules(Params params, const std::string& where) {
  return broken_rules(field_table(params), where);
}

/// The names of `fields`, in their order.
std::vector<std::string> names_of(const std::vector<FieldInfo>& fields);

}  // namespace rewire
