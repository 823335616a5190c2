#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "stages/core/field_list.h"

namespace rewire {

/// `text` between double quotes with JSON's escapes, which TOML shares.
std::string quoted_text(std::string_view text);

/// The value as TOML and JSON write it: numbers bare, texts quoted, lists in square brackets; an
/// absent value is its automatic word, quoted. Does not depend on the locale.
std::string value_text(const FieldInfo& field);

/// The same without quotes and with commas alone between list elements, as it is typed after an
/// option.
std::string plain_value_text(const FieldInfo& field);

/// Reads what stands after an option; nothing when it is not of the field's kind. The range and the
/// choices are not looked at.
std::optional<FieldValue> parse_value(const FieldInfo& field, std::string_view text);

/// "a number from 0 to 1 Hz, or auto"; "one of: reflect, zero"; what messages expect.
std::string expectation(const FieldInfo& field);

/// "--low-cut" for low_cut.
std::string option_name(std::string_view field_name);

}  // namespace rewire
