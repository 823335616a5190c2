#pragma once

#include <string>

#include "stages/core/digest.h"
#include "stages/core/field_list.h"

namespace rewire {

/// Every parameter as one line name=value, sorted by name: texts quoted, numbers in their shortest
/// form. Two sets of parameters have one canonical text exactly when they are equal; order of the
/// table, locale, units and documentation do not enter it.
std::string canonical_text(const FieldTable& table);

template <HasFields Params>
std::string canonical_text(Params params) {
  return canonical_text(field_table(params));
}

/// Parameters enter a digest by their canonical text.
template <HasFields Params>
void add_content(Digester& digester, const Params& params) {
  digester.text(canonical_text(params));
}

}  // namespace rewire
