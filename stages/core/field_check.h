#pragma once

#include <string>
#include <vector>

#include "stages/core/field_list.h"
#include "stages/core/problem.h"

namespace rewire {

/// What is wrong with the value that `field` has: wrong kind, not finite, outside the range, not
/// among the choices. `where` names the source of the value.
std::vector<Problem> check_field(const FieldInfo& field, const std::string& where);

/// Every field, then the table's rules.
std::vector<Problem> check_fields(const FieldTable& table, const std::string& where);

template <HasFields Params>
std::vector<Problem> check_fields(Params params, const std::string& where) {
  return check_fields(field_table(params), where);
}

}  // namespace rewire
