#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "stages/core/field_list.h"
#include "stages/core/problem.h"

namespace rewire {

/// Gives the parameter `name` a value. Nothing changes and the problem is returned when there is no
/// such parameter (with the nearest name) or the value does not suit it. An integer suits a number;
/// the automatic word suits an optional. `where` names the source ("run.toml line 3").
std::vector<Problem> assign_field(const FieldTable& table,
                                  std::string_view name,
                                  FieldValue value,
                                  const std::string& where);

/// The same from what is typed after an option; list elements stand between commas.
std::vector<Problem> assign_field_text(const FieldTable& table,
                                       std::string_view name,
                                       std::string_view text,
                                       const std::string& where);

template <HasFields Params>
std::vector<Problem> assign_field(Params& params,
                                  std::string_view name,
                                  FieldValue value,
                                  const std::string& where) {
  return assign_field(field_table(params), name, std::move(value), where);
}

template <HasFields Params>
std::vector<Problem> assign_field_text(Params& params,
                                       std::string_view name,
                                       std::string_view text,
                                       const std::string& where) {
  return assign_field_text(field_table(params), name, text, where);
}

/// "unknown `kind` 'lowcut', expected one of ...; did you mean low_cut?"
Problem unknown_name(std::string_view kind,
                     std::string_view name,
                     const std::vector<std::string>& valid,
                     const std::string& where);

}  // namespace rewire
